package dev.firsttoken.proxy.pages;

import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of a server in development, by VITE_DEV_URL. */
class DevServerTest extends ProxyFixture {
  private static final String PAGE = "<!doctype html><script src=\"/@vite/client\"></script>";
  private static final String MODULE = "export default 1;";

  private final ScriptedServer vite = upstreamRunning(DevServerTest::serve);
  private final ProxyUnderTest proxy = proxyWithDevServer(vite.baseUrl());

  private static void serve(Peer peer) throws IOException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      if (request.headers().startsWith("GET / ")) {
        peer.send(response("200 OK", "text/html", "Cache-Control: max-age=9\r\n", PAGE));
      } else if (request.header("if-none-match") != null) {
        peer.send("HTTP/1.1 304 Not Modified\r\nETag: W/\"m\"\r\n\r\n");
      } else if (request.headers().contains("nowhere")) {
        peer.send(response("404 Not Found", "text/plain", "", "no such module"));
      } else {
        String more = "ETag: W/\"m\"\r\nCache-Control: no-cache\r\nSet-Cookie: a=b\r\n";
        peer.send(response("200 OK", "text/javascript", more, MODULE));
      }
    }
  }

  private static String response(String status, String type, String headers, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, type, headers, bytes(body).length, body);
  }

  @Test
  void pageHasAPolicyThatAllowsTheToolsOfDevelopment() throws IOException {
    RawClient.Response page = get("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).isEqualTo(PAGE);
    assertThat(page.header("content-security-policy"))
        .contains("script-src 'self' 'unsafe-inline'", "style-src 'self' 'unsafe-inline'")
        .contains(
            "connect-src 'self' ws://127.0.0.1:%1$d ws://localhost:%1$d;".formatted(vite.port()))
        .contains("frame-ancestors 'none'");
    assertThat(page.headers().toLowerCase(Locale.ROOT).split("cache-control:", -1)).hasSize(2);
    assertThat(page.header("cache-control")).isEqualTo("no-store");
    assertThat(page.header("x-frame-options")).isEqualTo("DENY");
  }

  @Test
  void healthStaysTheProxysOwn() throws IOException {
    assertThat(get("/health").text()).isEqualTo("{\"status\":\"UP\"}");
  }

  @Test
  void pageMayConnectToTheServerByEitherNameOfThisMachine() throws IOException {
    ProxyUnderTest toLocalhost = proxyWithDevServer("http://localhost:" + vite.port());

    assertThat(RawClient.request(toLocalhost.port(), to("GET /")).header("content-security-policy"))
        .contains(
            "connect-src 'self' ws://localhost:%1$d ws://127.0.0.1:%1$d;".formatted(vite.port()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/src/app/main.tsx?t=17",
        "/@vite/client",
        "/@vite/env",
        "/@react-refresh",
        "/@id/__x00__react/jsx-dev-runtime",
        "/@fs/home/a%20b/x.ts",
        "/node_modules/.vite/deps/react.js?v=1a2b3c4d",
        "/favicon.svg",
        "/index.html"
      })
  void moduleIsPassedOnWithItsQuery(String path) throws IOException {
    RawClient.Response module = get(path);

    assertThat(module.status()).isEqualTo(200);
    assertThat(module.text()).isEqualTo(MODULE);
    assertThat(module.header("content-type")).isEqualTo("text/javascript");
    assertThat(module.header("etag")).isEqualTo("W/\"m\"");
    assertThat(module.header("cache-control")).isEqualTo("no-cache");
    assertThat(module.header("set-cookie")).isNull();
    assertThat(vite.requests())
        .singleElement()
        .matches(request -> request.headers().startsWith("GET " + path + " HTTP/1.1"));
  }

  @Test
  void statusOfTheServerIsPassedOn() throws IOException {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("GET /src/main.tsx", "If-None-Match: W/\"m\""));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 304 ");
    }
    assertThat(get("/src/nowhere.ts").status()).isEqualTo(404);
    assertThat(get("/src/nowhere.ts").text()).isEqualTo("no such module");
  }

  @Test
  void onlyHeadersThatChooseTheModuleArePassedOn() throws IOException {
    get(
        "/src/main.tsx",
        "Accept: text/css",
        "Sec-Fetch-Dest: style",
        "Sec-Fetch-Site: cross-site",
        "Authorization: Bearer canary",
        "Cookie: canary",
        "X-LLM-API-Key: canary");

    assertThat(vite.requests().getFirst().headers().toLowerCase(Locale.ROOT))
        .contains("accept: text/css", "sec-fetch-dest: style", "sec-fetch-site: cross-site")
        .contains("host: 127.0.0.1:" + vite.port())
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/v1/nowhere",
        "/api/nowhere",
        "/src",
        "/src/../package.json",
        "/src/%2e%2e/package.json",
        "/src/..%2fpackage.json",
        "/src/%252e%252e/package.json",
        "/@fs/../etc/passwd",
        "/src\\..\\x",
        "/src/a;/../x",
        "/src/%00",
        "//src/main.tsx",
        "/package.json/x",
        "/.env"
      })
  void otherPathsNeverReachTheServer(String path) throws IOException {
    RawClient.Response response = get(path);

    assertThat(response.status()).isIn(400, 404);
    assertThat(response.text()).startsWith("{\"error\":{");
    assertThat(vite.requests()).isEmpty();
  }

  @Test
  void routesOfTheProxyStayItsOwn() throws IOException {
    for (String path : List.of("/health", "/metrics", "/v1/models", "/micro/plain")) {
      assertThat(get(path).status()).as(path).isEqualTo(200);
    }
    assertThat(vite.requests()).isEmpty();
  }

  @Test
  void headIsGetWithoutItsBody() throws IOException {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD /src/main.tsx"));
      assertThat(client.readHeaders())
          .containsIgnoringCase("content-length: " + MODULE.length() + "\r\n");
      client.send(to("GET /src/main.tsx"));
      assertThat(client.read().text()).isEqualTo(MODULE);
    }
  }

  @Test
  void serverThatIsDownIsNamed() throws IOException {
    vite.close();
    RawClient.Response response = get("/");

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.text())
        .isEqualTo(
            "The development server at "
                + vite.baseUrl()
                + " can't be reached. Start it with npm run dev in frontend, or unset"
                + " VITE_DEV_URL.\n");
    assertThat(proxy.sum("chat_requests_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void localhostIsFoundOnEitherOfItsAddresses(String address) throws IOException {
    try (ScriptedServer server = ScriptedServer.runningOn(on(address), DevServerTest::serve)) {
      ProxyUnderTest toLocalhost = proxyWithDevServer("http://localhost:" + server.port());
      RawClient.Response module =
          RawClient.request(toLocalhost.port(), to("GET /src/main.tsx?t=1"));

      assertThat(module.text()).isEqualTo(MODULE);
      assertThat(RawClient.request(toLocalhost.port(), to("GET /")).text()).isEqualTo(PAGE);
    }
  }

  /** Server sockets on this address, whatever address is asked for. */
  private static ServerSocketFactory on(String address) {
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, 50);
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return new ServerSocket(port, backlog, InetAddress.ofLiteral(address));
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress any)
          throws IOException {
        return createServerSocket(port, backlog);
      }
    };
  }

  @Test
  void pagesLoadWithoutTheKeyAndNothingElseDoes() throws IOException {
    ProxyUnderTest locked = proxyWithDevServer(vite.baseUrl(), "PROXY_API_KEY", "secret");
    for (String path : List.of("/", "/src/main.tsx?t=1", "/@vite/client", "/favicon.svg")) {
      assertThat(RawClient.request(locked.port(), to("GET " + path)).status()).isEqualTo(200);
    }
    int served = vite.requests().size();
    for (String route :
        List.of(
            "GET /metrics",
            "GET /v1/models",
            "GET /src/../metrics",
            "GET /src/%2E%2E/metrics",
            "GET /src/..%5cmetrics",
            "GET /@fs/..;/metrics",
            "GET //",
            "POST /")) {
      assertRejected(locked, to(route), 401, "unauthorized");
    }
    assertThat(vite.requests()).hasSize(served);
  }

  private ProxyUnderTest proxyWithDevServer(String url, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("VITE_DEV_URL", url));
    return proxyWithPages("pages-under-test", all.toArray(String[]::new));
  }

  private RawClient.Response get(String path, String... headers) throws IOException {
    return RawClient.request(proxy.port(), to("GET " + path, headers));
  }
}
