package dev.firsttoken.bench.cli.requests;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.cli.ExitStatus;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.report.export.DocumentedSchema;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.testing.EndpointResponses;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Other APIs, whole responses, lenient endings and the model, from the real command line. */
@Tag("together")
class EndpointsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DocumentedSchema SCHEMA = DocumentedSchema.read("result.schema.json");

  @TempDir Path dir;

  /** Serves a list of models, and the same response to each other request. */
  private static ScriptedServer server(String response, String... models) {
    String data =
        String.join(",", Stream.of(models).map(name -> "{\"id\":\"" + name + "\"}").toList());
    String list = plain("200 OK", "application/json", "{\"data\":[" + data + "]}");
    return ScriptedServer.running(
        peer -> {
          Peer.Request request = peer.readRequest();
          while (request != null) {
            boolean isList = request.headers().startsWith("GET /v1/models ");
            peer.send(isList && models.length > 0 ? list : response);
            request = peer.readRequest();
          }
        });
  }

  private BenchProcess sweep(ScriptedServer server, String... flags) {
    List<String> all =
        Stream.concat(
                Stream.of(
                    "sweep",
                    "--base-url=" + server.baseUrl() + "/v1",
                    "--concurrency=2",
                    "--total=6",
                    "--warmup=1"),
                Stream.of(flags))
            .toList();
    return BenchProcess.start(dir, Map.of(), all.toArray(String[]::new));
  }

  private static List<Peer.Request> posts(ScriptedServer server) {
    return server.requests().stream()
        .filter(request -> request.headers().startsWith("POST "))
        .toList();
  }

  private static JsonNode body(Peer.Request request) {
    try {
      return JSON.readTree(request.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(request.text(), e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
  void sweepOfEachApiCountsItsTokens(Endpoint endpoint) {
    try (ScriptedServer server = server(EndpointResponses.streamed(endpoint));
        BenchProcess bench = sweep(server, "--model=m", "--endpoint=" + endpoint.label())) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode result = bench.json();
      assertThat(SCHEMA.errors(bench.out())).isEmpty();
      assertThat(result.path("ok").asInt()).isEqualTo(6);
      assertThat(result.path("tokens").asInt()).isEqualTo(12);
      assertThat(result.path("events").asInt()).isEqualTo(12);
      assertThat(result.path("prompt_tokens").asInt()).isEqualTo(18);
      assertThat(result.path("ttft_p50").asDouble()).isPositive();
      assertThat(posts(server))
          .hasSize(8)
          .allMatch(each -> each.headers().startsWith("POST /v1" + endpoint.path() + " "));
    }
  }

  @ParameterizedTest
  @EnumSource
  void wholeResponsesOfEachApiHaveNoTimesOfEvents(Endpoint endpoint) {
    try (ScriptedServer server = server(EndpointResponses.whole(endpoint));
        BenchProcess bench =
            sweep(server, "--model=m", "--no-stream", "--endpoint=" + endpoint.label())) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode result = bench.json();
      assertThat(SCHEMA.errors(bench.out())).isEmpty();
      assertThat(result.path("kind").asText()).isEqualTo("whole");
      assertThat(result.path("tokens").asInt()).isEqualTo(endpoint == Endpoint.EMBEDDINGS ? 0 : 12);
      assertThat(result.path("dur_p50").asDouble()).isPositive();
      assertThat(result.path("ttft_p50").isNull()).isTrue();
      assertThat(posts(server)).noneMatch(request -> body(request).path("stream").asBoolean(false));
    }
  }

  @Test
  void singleWholeResponsesAreShownWithoutTtft() {
    try (ScriptedServer server = server(EndpointResponses.whole(Endpoint.MESSAGES));
        BenchProcess bench =
            BenchProcess.start(
                dir,
                "run",
                "--base-url=" + server.baseUrl() + "/v1",
                "--model=m",
                "--endpoint=messages",
                "--no-stream",
                "--repeat=2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().at("/runs/0/ttft").isNull()).isTrue();
      assertThat(bench.json().at("/runs/0/tokens").asInt()).isEqualTo(2);
      assertThat(bench.json().at("/runs/0/duration").asDouble()).isPositive();
      assertThat(bench.err()).contains("E2E").doesNotContain("TTFT");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--end=finish, without_last_event, streams_without_last_event",
    "--any-content-type, of_another_type, streams_of_another_type"
  })
  void usesOfLenienceAreCountedAndWarnedOf(String flag, String field, String code) {
    String response =
        flag.startsWith("--end")
            ? EndpointResponses.streamed(Endpoint.CHAT, 5)
            : EndpointResponses.streamed(Endpoint.CHAT).replace("text/event-stream", "text/plain");
    try (ScriptedServer server = server(response);
        BenchProcess bench = sweep(server, "--model=m", flag)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode result = bench.json();
      assertThat(SCHEMA.errors(bench.out())).isEmpty();
      assertThat(result.path("ok").asInt()).isEqualTo(6);
      assertThat(result.path(field).asInt()).isEqualTo(6);
      assertThat(result.path("warnings").findValuesAsText("code")).contains(code);
    }
  }

  @Test
  void onlyModelOfTheServerIsRequested() {
    try (ScriptedServer server = server(EndpointResponses.streamed(Endpoint.CHAT), "qwen3");
        BenchProcess bench = sweep(server)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(posts(server)).allMatch(each -> body(each).path("model").asText().equals("qwen3"));
      assertThat(bench.json().at("/options/model").asText()).isEqualTo("qwen3");
    }
  }

  @Test
  void defaultIsRequestedAmongSeveralModels() {
    try (ScriptedServer server =
            server(
                EndpointResponses.streamed(Endpoint.CHAT), "qwen3", "openai/gpt-oss-120b", "phi");
        BenchProcess bench = sweep(server)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(posts(server))
          .allMatch(each -> body(each).path("model").asText().equals("openai/gpt-oss-120b"));
    }
  }

  @Test
  void listedModelIsThatOfTheLinesThatNameNone() throws IOException {
    Path prompts =
        Files.writeString(
            dir.resolve("p.jsonl"), "{\"prompt\":\"a\",\"model\":\"lora\"}\n{\"prompt\":\"b\"}\n");
    try (ScriptedServer server = server(EndpointResponses.streamed(Endpoint.CHAT), "qwen3");
        BenchProcess bench = sweep(server, "--prompts=" + prompts, "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(posts(server))
          .hasSize(8)
          .extracting(each -> body(each).at("/messages/0/content").asText())
          .contains("a", "b");
      assertThat(posts(server))
          .allSatisfy(
              each -> {
                boolean isFirst = body(each).at("/messages/0/content").asText().equals("a");
                assertThat(body(each).path("model").asText()).isEqualTo(isFirst ? "lora" : "qwen3");
              });
      assertThat(dir.resolve("out/config.toml")).content().doesNotContain("qwen3");
    }
  }

  @Test
  void severalModelsAreListedAndNothingIsSent() {
    try (ScriptedServer server = server(EndpointResponses.streamed(Endpoint.CHAT), "qwen3", "phi");
        BenchProcess bench = sweep(server, "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.USAGE);

      assertThat(bench.err())
          .isEqualTo("bench: the server has 2 models; give one of them by --model: qwen3, phi\n");
      assertThat(posts(server)).isEmpty();
      assertThat(dir.resolve("out")).doesNotExist();
    }
  }

  @Test
  void modelsOfTheLinesAreNotToBeReplacedByTheFlag() throws IOException {
    Path prompts =
        Files.writeString(
            dir.resolve("p.jsonl"), "{\"prompt\":\"a\",\"model\":\"phi\"}\n{\"prompt\":\"b\"}\n");
    try (ScriptedServer server = server(EndpointResponses.streamed(Endpoint.CHAT), "qwen3", "phi");
        BenchProcess bench = sweep(server, "--prompts=" + prompts)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.USAGE);

      assertThat(bench.err())
          .isEqualTo(
              "bench: the server has 2 models; name one of them in each line of the file that"
                  + " names none (--model would replace the models of all lines): qwen3, phi\n");
      assertThat(posts(server)).isEmpty();
    }
  }

  @Test
  void listOfModelsIsAskedForWithTheHeadersOfTheRequests() {
    try (ScriptedServer server =
            server(EndpointResponses.streamed(Endpoint.MESSAGES), "claude", "phi");
        BenchProcess bench =
            sweep(
                server,
                "--endpoint=messages",
                "--api-key=sk-key",
                "--no-keep-alive",
                "--header=x-a: 1",
                "--header=x-a: 2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.USAGE);

      assertThat(server.requests())
          .extracting(request -> request.headers().toLowerCase(Locale.ROOT))
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("get /v1/models ")
          .contains(
              "x-api-key: sk-key",
              "authorization: bearer sk-key",
              "anthropic-version: 2023-06-01",
              "x-a: 1",
              "x-a: 2",
              "user-agent: first-token-bench");
    }
  }

  @Test
  void serverWithoutAListGetsRequestsWithoutAModel() {
    try (ScriptedServer server = server(EndpointResponses.streamed(Endpoint.CHAT));
        BenchProcess bench = sweep(server)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(posts(server)).noneMatch(request -> body(request).has("model"));
    }
  }
}
