package dev.firsttoken.proxy.results;

import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/results} over real sockets. */
class ResultsTest extends ProxyFixture {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  private Path folder() throws IOException {
    return Files.createDirectories(dir.resolve("results"));
  }

  private ProxyUnderTest proxy(String... keysAndValues) throws IOException {
    String[] all = new String[keysAndValues.length + 2];
    System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
    all[0] = "RESULTS_DIR";
    all[1] = folder().toString();
    return proxyTo("http://localhost:1", all);
  }

  private Path write(String id, String json) throws IOException {
    Path run = Files.createDirectories(folder().resolve(id));
    return Files.writeString(run.resolve("result.json"), json);
  }

  private static String result(String startedAt, String rest) {
    return "{\"schema\": \"firsttoken.result/1\", \"command\": \"sweep\", \"started_at\": \""
        + startedAt
        + "\", \"partial\": false, \"valid\": true"
        + (rest.isEmpty() ? "" : ", " + rest)
        + "}";
  }

  private static RawClient.Response get(ProxyUnderTest proxy, String path) throws IOException {
    return RawClient.request(proxy.port(), to("GET " + path));
  }

  private static JsonNode list(ProxyUnderTest proxy) throws IOException {
    RawClient.Response response = get(proxy, "/api/results");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("cache-control")).isEqualTo("no-store");
    assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
    return JSON.readTree(response.text());
  }

  @Test
  void listHasTheFactsOfEachResultTheNewestFirst() throws IOException {
    String json =
        result(
            "2026-01-02T00:00:00Z",
            "\"levels\": [{\"x\": [1]}, {}], \"options\": {\"url\": \"http://h/v1\", \"model\":"
                + " \"m\"}");
    write("new", json);
    write("old", result("2026-01-01T00:00:00Z", "\"levels\": []"));
    Files.writeString(folder().resolve("new/compare.json"), "{}");
    JsonNode list = list(proxy());

    assertThat(list.path("total").asInt()).isEqualTo(2);
    assertThat(list.at("/results/1/id").asText()).isEqualTo("old");
    assertThat(list.at("/results/0"))
        .isEqualTo(
            JSON.readTree(
                """
                {"id": "new", "kind": "sweep", "started_at": "2026-01-02T00:00:00Z",
                 "url": "http://h/v1", "model": "m", "targets": ["default"], "levels": 2,
                 "partial": false, "valid": true, "bytes": %d, "compare": true, "error": null}
                """
                    .formatted(json.length())));
  }

  private static String wrkResult(String runs) {
    return "{\"schema\": \"firsttoken.wrk/1\", \"started_at\": \"2026-01-02T00:00:00Z\","
        + " \"partial\": false, \"targets\": [{\"name\": \"express\", \"failure\": null}],"
        + " \"runs\": "
        + runs
        + ", \"options\": {\"url\": \"http://127.0.0.1:8081/micro/plain\"}}";
  }

  @Test
  void resultOfWrkIsListedWithoutLevelsAndGivenAsItIs() throws IOException {
    String json = wrkResult("[{\"target\": \"express\", \"failure\": null}]");
    write("floor", json);
    ProxyUnderTest proxy = proxy();

    assertThat(list(proxy).at("/results/0"))
        .isEqualTo(
            JSON.readTree(
                """
                {"id": "floor", "kind": "wrk2", "started_at": "2026-01-02T00:00:00Z",
                 "url": "http://127.0.0.1:8081/micro/plain", "model": null,
                 "targets": ["express"], "levels": null, "partial": false, "valid": true,
                 "bytes": %d, "compare": false, "error": null}
                """
                    .formatted(json.length())));
    assertThat(get(proxy, "/api/results/floor").text()).isEqualTo(json);
  }

  @Test
  void resultOfWrkWithARunWithoutNumbersIsNotValid() throws IOException {
    write("floor", wrkResult("[{\"failure\": null}, {\"failure\": \"wrk ended with status 1\"}]"));

    assertThat(list(proxy()).at("/results/0/valid").asBoolean(true)).isFalse();
  }

  @Test
  void resultsOfOtherTimeZonesAreInTheOrderOfTime() throws IOException {
    write("first", result("2026-01-02T09:00:00+09:00", ""));
    write("second", result("2026-01-02T00:30:00.5Z", ""));
    write("third", result("2026-01-01T20:00:00-05:00", ""));
    write("unknown", result("yesterday", ""));
    write("broken", "{}");

    assertThat(list(proxy()).path("results").findValuesAsText("id"))
        .containsExactly("third", "second", "first", "unknown", "broken");
  }

  @Test
  void serversOfAComparisonAreNamed() throws IOException {
    write(
        "a",
        result(
            "2026-01-01T00:00:00Z",
            "\"targets\": [{\"name\": \"one\", \"url\": \"\"}, {\"name\": \"two\"}, 7]"));

    assertThat(list(proxy()).at("/results/0/targets").toString()).isEqualTo("[\"one\",\"two\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"schema\": \"x/2\"} | Its schema is x/2, and this version reads firsttoken.result/1 and"
            + " firsttoken.wrk/1.",
        "{\"levels\": 7} | It names no schema.",
        "[] | It is no JSON object.",
        "'' | It is no JSON object.",
        "{\"schema\": \"firsttoken.result/1\", \"levels\": [{ | It is no JSON, or not all of it",
        "{\"schema\": 7e999999999, \"levels\": {}} | It names no schema."
      })
  void fileThatIsNoResultIsListedWithASentence(String json, String error) throws IOException {
    write("broken", json);
    write("sound", result("2026-01-01T00:00:00Z", "\"levels\": []"));
    JsonNode list = list(proxy());

    assertThat(list.at("/results/0/id").asText()).isEqualTo("sound");
    assertThat(list.at("/results/1/id").asText()).isEqualTo("broken");
    assertThat(list.at("/results/1/error").asText()).startsWith(error);
    assertThat(list.at("/results/1/kind").isNull()).isTrue();
  }

  @Test
  void hugeFileIsNeitherReadNorSent() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(write("huge", "").toFile(), "rw")) {
      file.setLength(200L << 20);
    }
    ProxyUnderTest proxy = proxy();

    assertThat(list(proxy).at("/results/0/error").asText()).isEqualTo("It has more than 64 MiB.");
    RawClient.Response response = get(proxy, "/api/results/huge");
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("\"code\":\"too_large\"");
  }

  @Test
  void resultAndComparisonAreSentAsTheyAre() throws IOException {
    String json = result("2026-01-01T00:00:00Z", "\"x\": \"" + "é".repeat(200_000) + "\"");
    write("a", json);
    Files.writeString(folder().resolve("a/compare.json"), "{\"rounds\": 10}");
    write("b", json);
    ProxyUnderTest proxy = proxy();

    RawClient.Response response = get(proxy, "/api/results/a");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(response.text()).isEqualTo(json);
    assertThat(get(proxy, "/api/results/a/compare").text()).isEqualTo("{\"rounds\": 10}");
    assertThat(get(proxy, "/api/results/b/compare").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "..",
        "%2e%2e",
        "..%2fsecret",
        "%2e%2e%2fsecret",
        "a%2f..%2f..%2fsecret",
        "%2ftmp",
        ".hidden",
        "link",
        "linkfile",
        "folder",
        "a%00",
        "%5c",
        "a%20b",
        "~"
      })
  void nothingElseOfTheMachineCanBeReached(String id) throws IOException {
    Path secret = Files.createDirectories(dir.resolve("secret"));
    Files.writeString(secret.resolve("result.json"), "canary");
    Files.createDirectories(folder().resolve(".hidden"));
    Files.writeString(folder().resolve(".hidden/result.json"), "canary");
    Files.createSymbolicLink(folder().resolve("link"), secret);
    Files.createDirectories(folder().resolve("linkfile"));
    Files.createSymbolicLink(
        folder().resolve("linkfile/result.json"), secret.resolve("result.json"));
    Files.createDirectories(folder().resolve("folder/result.json"));
    ProxyUnderTest proxy = proxy();
    RawClient.Response response = get(proxy, "/api/results/" + id);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).contains("\"code\":\"not_found\"").doesNotContain("canary");
    assertThat(list(proxy).path("results")).isEmpty();
  }

  @Test
  void resultsAreOffUnlessAskedFor() throws IOException {
    ProxyUnderTest proxy = proxyTo("http://localhost:1");
    for (String path : new String[] {"/api/results", "/api/results/a", "/api/results/a/compare"}) {
      RawClient.Response response = get(proxy, path);
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.text()).contains("\"code\":\"results_off\"", "--results=DIR");
    }
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void resultsNeedTheKey() throws IOException {
    write("a", result("2026-01-01T00:00:00Z", "\"levels\": []"));
    ProxyUnderTest proxy = proxy("PROXY_API_KEY", "secret");
    for (String path : new String[] {"/api/results", "/api/results/a"}) {
      assertRejected(proxy, to("GET " + path), 401, "unauthorized");
      assertThat(
              RawClient.request(proxy.port(), to("GET " + path, "Authorization: Bearer secret"))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void resultsAreReadOnly() throws IOException {
    write("a", result("2026-01-01T00:00:00Z", "\"levels\": []"));
    ProxyUnderTest proxy = proxy();

    assertRejected(proxy, to("DELETE /api/results/a"), 405, "method_not_allowed");
    assertThat(folder().resolve("a/result.json")).exists();
  }

  @Test
  void changedFileIsReadAgain() throws IOException {
    Path file = write("a", result("2026-01-01T00:00:00Z", "\"levels\": [{}]"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    ProxyUnderTest proxy = proxy();
    assertThat(list(proxy).at("/results/0/levels").asInt()).isEqualTo(1);

    write("a", result("2026-01-01T00:00:00Z", "\"levels\": [{}, {}]"));
    assertThat(list(proxy).at("/results/0/levels").asInt()).isEqualTo(2);
    Files.delete(file);
    assertThat(list(proxy).path("total").asInt()).isZero();
  }

  @Test
  void listIsBoundedAndSaysHowManyThereAre() throws IOException {
    for (int i = 0; i < ResultIndex.MAX_LISTED + 3; i++) {
      Path file = write("r" + i, result("2026-01-01T00:00:00Z", "\"levels\": []"));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * i));
    }
    JsonNode list = list(proxy());

    assertThat(list.path("total").asInt()).isEqualTo(ResultIndex.MAX_LISTED + 3);
    assertThat(list.path("results")).hasSize(ResultIndex.MAX_LISTED);
    assertThat(list.path("results").findValuesAsText("id")).contains("r502").doesNotContain("r2");
  }

  @Test
  void headAndAClientThatLeavesInTheMiddleLeaveNothingOpen() throws IOException {
    write("a", result("2026-01-01T00:00:00Z", "\"x\": \"" + "y".repeat(30 << 20) + "\""));
    ProxyUnderTest proxy = proxy();
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD /api/results/a"));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 200");
      client.send(to("GET /api/results/a"));
      client.readHeaders();
    }
    Path descriptors = Path.of("/proc/self/fd");
    ProxyUnderTest.eventually("the file is closed", () -> isClosed(descriptors));
  }

  private boolean isClosed(Path descriptors) {
    try (var open = Files.list(descriptors)) {
      return open.noneMatch(descriptor -> leadsToTheFolder(descriptor));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean leadsToTheFolder(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(dir.toRealPath());
    } catch (IOException e) {
      return false; // It is closed meanwhile.
    }
  }

  @Test
  void hostileModelNameStaysData() throws IOException {
    String name = "</script>\\ud800" + "m".repeat(1000);
    write(
        "a",
        result("2026-01-01T00:00:00Z", "\"options\": {\"model\": \"" + name + "\", \"url\": {}}"));

    String model = list(proxy()).at("/results/0/model").asText();
    assertThat(model).startsWith("</script>").hasSize(256);
    assertThat(list(proxy()).at("/results/0/url").isNull()).isTrue();
  }
}
