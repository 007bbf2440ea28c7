package dev.firsttoken.proxy.pages;

import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages' files over real sockets: codings, caching, policy, and what no path can reach. */
class PagesTest extends ProxyFixture {
  private static final String FOLDER = "pages-under-test";
  private static final String SCRIPT = "/assets/app-1a2b3c4d.js";
  private static final String STYLE = "/assets/app-5e6f7a8b.css";
  private static final String IMAGE = "/assets/dot-9c0d1e2f.png";
  private static final String ICON = "/favicon.svg";
  private static final List<String> FILES = List.of(SCRIPT, STYLE, IMAGE, ICON);
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");

  private final ProxyUnderTest proxy = proxyWithPages(FOLDER);

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/?a=b"})
  void pageHasAFreshNonceAtEachLoad(String path) throws IOException {
    RawClient.Response first = get(path);
    RawClient.Response second = get(path);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.text()).doesNotContain("__CSP_NONCE__");
    Matcher nonce = NONCE.matcher(first.text());
    assertThat(nonce.find()).isTrue();
    assertThat(nonce.group(1)).matches("[A-Za-z0-9_-]{22}");
    assertThat(first.text()).contains("<script type=\"module\" nonce=\"" + nonce.group(1) + "\"");
    assertThat(first.header("content-security-policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"
                + nonce.group(1)
                + "'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri"
                + " 'none'; form-action 'none'; frame-ancestors 'none'");
    assertThat(second.text()).doesNotContain(nonce.group(1));
    assertThat(second.header("content-security-policy")).doesNotContain(nonce.group(1));
  }

  @Test
  void pageIsNeverStoredAndNeverFramed() throws IOException {
    RawClient.Response page =
        get("/", "Accept-Encoding: br, gzip, zstd, deflate", "If-None-Match: *");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("cache-control")).isEqualTo("no-store");
    assertThat(page.header("etag")).isNull();
    assertThat(page.header("content-encoding")).isNull();
    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(page.header("cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(page.header("cross-origin-embedder-policy")).isEqualTo("require-corp");
    assertThat(page.header("x-frame-options")).isEqualTo("DENY");
    assertThat(page.text()).startsWith("<!doctype html>").endsWith("</html>\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | none",
        "Accept-Encoding: | none",
        "Accept-Encoding: gzip, deflate, br, zstd | br",
        "Accept-Encoding: gzip, br | br",
        "Accept-Encoding: GZIP | gzip",
        "Accept-Encoding: br;q=0.5, gzip;q=0.6 | gzip",
        "Accept-Encoding: br;q=0, gzip | gzip",
        "Accept-Encoding: br;q=0, gzip;q=0 | none",
        "Accept-Encoding: br;q=2, gzip;q=x | none",
        "Accept-Encoding: gzip;q=0.001 | gzip",
        "Accept-Encoding: * | br",
        "Accept-Encoding: *;q=0.1, br;q=0 | gzip",
        "Accept-Encoding: *;q=0 | none",
        "Accept-Encoding: identity;q=0 | none",
        "Accept-Encoding: identity, gzip;q=0.9 | none",
        "Accept-Encoding: zstd, deflate, snappy | none",
        "'Accept-Encoding: gzip;q=0.1\r\nAccept-Encoding: br;q=0.2' | br",
        "Accept-Encoding: brotli, xgzip, \"gzip\" | none"
      })
  void codingIsTheOneThatTheClientPrefers(@Nullable String header, @Nullable String coding)
      throws IOException {
    RawClient.Response script = get(SCRIPT, header == null ? "" : header);

    assertThat(script.header("content-encoding")).isEqualTo(coding);
    assertThat(script.text())
        .startsWith(
            coding == null
                ? "export const answers = ["
                : coding.equals("br") ? "the script in brotli" : "the script in gzip");
    assertThat(script.header("content-length")).isEqualTo("" + script.body().length);
    assertThat(script.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(script.header("vary")).isEqualToIgnoringCase("accept-encoding");
  }

  @Test
  void fileWithoutThatCodingComesInTheNextBest() throws IOException {
    assertThat(get(STYLE, "Accept-Encoding: br, gzip").header("content-encoding"))
        .isEqualTo("gzip");
    RawClient.Response image = get(IMAGE, "Accept-Encoding: br, gzip");
    assertThat(image.header("content-encoding")).isNull();
    assertThat(image.header("content-type")).isEqualTo("image/png");
    assertThat(image.body()).startsWith(0x89, 'P', 'N', 'G').hasSize(8);
  }

  @Test
  void hashedNamesAreCachedForeverAndOthersAreChecked() throws IOException {
    assertThat(get(SCRIPT).header("cache-control"))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(get(ICON).header("cache-control")).isEqualTo("no-cache");
    assertThat(get(ICON).header("content-type")).isEqualTo("image/svg+xml");
    for (String file : FILES) {
      assertThat(get(file).header("x-content-type-options")).as(file).isEqualTo("nosniff");
    }
  }

  @Test
  void tagIsThatOfTheBytesThatAreSent() throws IOException {
    String plain = tagOf(get(SCRIPT));
    String gzip = tagOf(get(SCRIPT, "Accept-Encoding: gzip"));

    assertThat(plain).matches("\"[0-9a-f]{16}\"").isEqualTo(tagOf(get(SCRIPT)));
    // sha256sum of the file
    assertThat(tagOf(get(ICON))).isEqualTo("\"7b3bba3ed45b3afc\"");
    assertThat(gzip).matches("\"[0-9a-f]{16}\"").isNotEqualTo(plain);
  }

  @Test
  void fileThatTheClientHasIsNotSentAgain() throws IOException {
    String tag = tagOf(get(ICON));
    for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*", "\"x\"," + tag + ",\"y\"")) {
      try (RawClient client = new RawClient(proxy.port())) {
        for (String method : List.of("GET ", "HEAD ", "GET ")) {
          client.send(to(method + ICON, "If-None-Match: " + known));
          String headers = client.readHeaders().toLowerCase(Locale.ROOT);
          assertThat(headers)
              .as(known)
              .startsWith("http/1.1 304 ")
              .contains("etag: " + tag, "cache-control: no-cache", "vary: accept-encoding")
              .doesNotContain("transfer-encoding", "content-encoding");
        }
      }
    }
    for (String other : List.of("\"x\"", tag.replace("\"", ""), "", "W/", "\"" + tag + "\"")) {
      assertThat(get(ICON, "If-None-Match: " + other).status()).as(other).isEqualTo(200);
    }
  }

  @Test
  void tagOfAnotherCodingIsNotThisOne() throws IOException {
    String gzip = tagOf(get(SCRIPT, "Accept-Encoding: gzip"));

    assertThat(get(SCRIPT, "If-None-Match: " + gzip).status()).isEqualTo(200);
    assertThat(headersOf(SCRIPT, "Accept-Encoding: gzip", "If-None-Match: " + gzip))
        .startsWith("HTTP/1.1 304 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRIPT, STYLE, IMAGE, ICON})
  void headIsGetWithoutItsBodyOnAKeptConnection(String path) throws IOException {
    RawClient.Response get = get(path, "Accept-Encoding: gzip");
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 2; i++) {
        client.send(to("HEAD " + path, "Accept-Encoding: gzip"));
        assertThat(comparable(client.readHeaders())).isEqualTo(comparable(get.headers()));
      }
      client.send(to("GET " + path, "Accept-Encoding: gzip"));
      assertThat(client.read().body()).isEqualTo(get.body());
    }
  }

  @Test
  void headOfThePageHasItsLength() throws IOException {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD /"));
      assertThat(client.readHeaders())
          .containsIgnoringCase("content-length: " + get("/").body().length + "\r\n")
          .containsIgnoringCase("content-security-policy: ");
      client.send(to("GET /"));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets",
        "/assets/",
        "/assets/nowhere.js",
        "/assets/app-1a2b3c4d.js.gz",
        "/assets/app-1a2b3c4d.js.br",
        "/files.txt",
        "/public/index.html",
        "/pages-under-test/index.html",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/%2E%2E/files.txt",
        "/assets/..%2ffiles.txt",
        "/assets/..;/files.txt",
        "/assets\\..\\files.txt",
        "/../logback.xml",
        "/%2e%2e/logback.xml",
        "/assets/%00",
        "/assets/app-1a2b3c4d.js%00.css",
        "/assets/app-1a2b3c4d.js/..",
        "/assets%2fapp-1a2b3c4d.js",
        "/assets//app-1a2b3c4d.js",
        "//assets/app-1a2b3c4d.js",
        "//index.html",
        "///",
        "/./",
        "/.",
        "/..",
        "/assets/.",
        "/INDEX.HTML",
        "/logback.xml",
        "/application.properties",
        "/META-INF/MANIFEST.MF",
        "/dev/firsttoken/proxy/Application.class"
      })
  void noOtherPathReachesAFile(String path) throws IOException {
    RawClient.Response response = get(path);

    assertThat(response.status()).as(path).isIn(400, 404);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.text()).startsWith("{\"error\":{");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/assets/nowhere.js", "/files.txt"})
  void unknownPathIsTheErrorOfTheApiAndCounts(String path) throws IOException {
    RawClient.Response response =
        assertRejected(proxy, to("GET " + path, "Accept: text/html"), 404, "not_found");

    assertThat(response.text()).contains("No route matches GET " + path + ".");
    assertCounted(proxy, 1, "404", "rejected");
  }

  @Test
  void pagesCountAsNoRequests() throws IOException {
    for (String path : FILES) {
      get(path);
      headersOf(path, "If-None-Match: *");
    }
    get("/");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD /") + to("HEAD " + SCRIPT));
      client.readHeaders();
      client.readHeaders();
    }

    assertThat(proxy.sum("chat_requests_total")).isZero();
    assertThat(proxy.sum("chat_route_requests_total")).isZero();
    assertThat(proxy.sum("chat_errors_total")).isZero();
    assertThat(proxy.sum("chat_bytes_out_total")).isZero();
  }

  @Test
  void pagesAreServedToAnyAcceptHeader() throws IOException {
    for (String accept : List.of("text/html", "text/css,*/*;q=0.1", "image/avif", "x/y")) {
      assertThat(get("/", "Accept: " + accept).status()).as(accept).isEqualTo(200);
      assertThat(get(STYLE, "Accept: " + accept).status()).as(accept).isEqualTo(200);
    }
  }

  @Test
  void otherMethodsAreNotAllowed() throws IOException {
    RawClient.Response response = assertRejected(proxy, to("POST /"), 405, "method_not_allowed");

    assertThat(response.header("allow")).contains("GET");
    assertRejected(proxy, to("DELETE " + SCRIPT), 405, "method_not_allowed");
  }

  @Test
  void pagesLoadWithoutTheKeyAndNothingElseDoes() throws IOException {
    ProxyUnderTest locked = proxyWithPages(FOLDER, "PROXY_API_KEY", "secret");
    for (String path : List.of("/", "/index.html", "/?x", SCRIPT, STYLE, IMAGE, ICON)) {
      assertThat(RawClient.request(locked.port(), to("GET " + path)).status()).isEqualTo(200);
    }
    for (String route :
        List.of(
            "POST /",
            "PUT " + SCRIPT,
            "OPTIONS /",
            "GET /assets/nowhere.js",
            "GET /assets/../metrics",
            "GET /assets/%2e%2e/metrics",
            "GET " + SCRIPT + "/../../metrics",
            "GET " + SCRIPT + "/",
            "GET //",
            "GET //metrics",
            "GET /index.html/../metrics",
            "GET /;/metrics",
            "GET /metrics",
            "GET /v1/models",
            "GET /micro/plain",
            "GET /api/requests/0123456789abcdef")) {
      RawClient.Response response = assertRejected(locked, to(route), 401, "unauthorized");
      assertThat(response.text()).doesNotContain("chat_requests_total");
    }
  }

  @Test
  void pagesOfAnotherHostAreMisdirected() throws IOException {
    String request = to("GET /").replace("Host: localhost", "Host: evil.example");

    assertRejected(proxy, request, 421, "misdirected");
  }

  @Test
  void pagesThatWereNotBuiltAreExplained() throws IOException {
    ProxyUnderTest bare = proxyWithPages("no-such-folder", "PROXY_API_KEY", "secret");
    RawClient.Response response = RawClient.request(bare.port(), to("GET /"));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.text())
        .startsWith("This build of First Token has no web pages")
        .contains("Node.js 20.19");
    assertThat(bare.sum("chat_requests_total")).isZero();
    assertThat(bare.sum("chat_errors_total")).isZero();
    assertThat(RawClient.request(bare.port(), to("GET /health")).status()).isEqualTo(200);
  }

  private RawClient.Response get(String path, String... headers) throws IOException {
    return RawClient.request(proxy.port(), to("GET " + path, headers));
  }

  /** Reads no body: a 304 has none, and no length. */
  private String headersOf(String path, String... headers) throws IOException {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("GET " + path, headers));
      return client.readHeaders();
    }
  }

  private static String tagOf(RawClient.Response response) {
    return String.valueOf(response.header("etag"));
  }

  private static List<String> comparable(String headers) {
    return headers.lines().filter(line -> !line.startsWith("date:")).sorted().toList();
  }
}
