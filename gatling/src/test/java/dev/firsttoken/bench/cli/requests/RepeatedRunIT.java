package dev.firsttoken.bench.cli.requests;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.cli.ExitStatus;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are repeated from the options in their directory, by the requests at the server. */
@Tag("together")
class RepeatedRunIT {
  @TempDir Path dir;

  /** All requests in order of arrival, headers and bodies. One user sends them one by one. */
  private static List<String> requests(ScriptedServer server) {
    return server.requests().stream()
        .filter(request -> request.headers().startsWith("POST "))
        .map(request -> request.headers() + new String(request.body(), StandardCharsets.UTF_8))
        .toList();
  }

  private static void assertDone(BenchProcess bench) {
    assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(dir.resolve(name));
  }

  private static ScriptedServer server() {
    return ScriptedServer.responding(goodStream().getBytes(UTF_8));
  }

  @Test
  void runIsRepeatedByItsConfigWithTheSameRequests() throws IOException {
    Path first = folder("first");
    Files.writeString(
        first.resolve("p.jsonl"),
        """
        {"prompt": "one", "temperature": 0.70}
        {"messages": [{"role": "user", "content": "two"}], "tools": [{"a": 1}], "max_tokens": 7}
        """);
    try (ScriptedServer server = server()) {
      try (BenchProcess bench =
          BenchProcess.start(
              first,
              Map.of("LLM_MODEL", "m", "LLM_API_KEY", "sk-secret", "TENANT", "t1"),
              "sweep",
              "--base-url=" + server.baseUrl() + "/x/chat/completions?api-version=1",
              "--path=?trace=on",
              "--concurrency=1",
              "--total=5",
              "--warmup=1",
              "--prompts=p.jsonl",
              "--max-tokens=9",
              "--max-tokens-field=max_completion_tokens",
              "--extra-body={\"temperature\":0,\"stream_options\":null,\"k\":{\"b\":false}}",
              "--header=x-tenant: ${TENANT}",
              "--header=x-batch: 1",
              "--no-keep-alive",
              "--scrape=off",
              "--results-dir=out")) {
        assertDone(bench);
      }
      List<String> sent = requests(server);
      assertThat(sent).hasSize(1 + 1 + 5); // before the load, the warm-up, the load
      assertThat(sent.getFirst())
          .startsWith("POST /x/chat/completions?api-version=1&trace=on HTTP/1.1")
          .contains("x-tenant: t1", "x-batch: 1", "authorization: Bearer sk-secret")
          .doesNotContain("stream_options");
      Path config = first.resolve("out/config.toml");
      assertThat(config).content().doesNotContain("sk-secret", "t1'");

      // In another directory and environment, with the secrets and values that no file has.
      try (BenchProcess bench =
          BenchProcess.start(
              folder("again"),
              Map.of("LLM_MODEL", "other", "SYN_FRAMES", "3", "LLM_API_KEY", "sk-secret"),
              "sweep",
              "--config=" + config,
              "--header=x-tenant: t1",
              "--header=x-batch: 1")) {
        assertDone(bench);
        JsonNode options = bench.json().path("options");
        assertThat(options.path("prompts-sha256").textValue()).hasSize(64);
        assertThat(options.path("header").textValue())
            .isEqualTo("x-tenant: (given), x-batch: (given)");
      }
      assertThat(requests(server).subList(7, 14)).isEqualTo(sent);
    }
  }

  @Test
  void mavenRepeatsARunOfTheCommandLine() throws IOException {
    try (ScriptedServer server = server()) {
      try (BenchProcess bench =
          BenchProcess.sweep(
              folder("first"),
              server,
              "--concurrency=1",
              "--total=3",
              "--warmup=0",
              "--prompt=hi",
              "--extra-body={\"seed\":1}",
              "--scrape=off",
              "--results-dir=out")) {
        assertDone(bench);
      }
      List<String> sent = requests(server);

      try (BenchProcess bench =
          BenchProcess.simulate(
              SweepSimulation.class,
              folder("again"),
              "config=" + dir.resolve("first/out/config.toml"))) {
        assertDone(bench);
      }
      assertThat(requests(server).subList(sent.size(), 2 * sent.size())).isEqualTo(sent);
    }
  }

  @Test
  void traceIsRepeatedWithTheSamePrompts() throws IOException {
    Path first = folder("first");
    Files.writeString(
        first.resolve("t.jsonl"),
        """
        {"timestamp": 0, "input_length": 30, "output_length": 5}
        {"timestamp": 200, "input_length": 300, "output_length": 6}
        """);
    try (ScriptedServer server = server()) {
      try (BenchProcess bench =
          BenchProcess.sweep(
              first,
              server,
              "--trace=t.jsonl",
              "--warmup=0",
              "--scrape=off",
              "--results-dir=out")) {
        assertDone(bench);
      }
      Files.writeString(
          first.resolve("t.jsonl"),
          """
          {"timestamp": 100, "input_length": 30, "output_length": 5}
          {"timestamp": 300, "input_length": 300, "output_length": 6}
          """);
      try (BenchProcess bench =
          BenchProcess.start(
              folder("again"), "sweep", "--config=" + first.resolve("out/config.toml"))) {
        assertDone(bench);
        assertThat(bench.err()).contains("config.toml: the file of --trace has changed since");
      }
      List<String> sent = requests(server);
      assertThat(sent).hasSize(4);
      assertThat(sent.subList(2, 4)).isEqualTo(sent.subList(0, 2));
    }
  }

  @Test
  void secretThatIsNotGivenAgainEndsTheRepetitionBeforeItSendsAnything() throws IOException {
    try (ScriptedServer server = server()) {
      try (BenchProcess bench =
          BenchProcess.sweep(
              folder("first"),
              server,
              "--concurrency=1",
              "--total=1",
              "--api-key=sk-secret",
              "--scrape=off",
              "--results-dir=out")) {
        assertDone(bench);
      }
      int sent = requests(server).size();
      try (BenchProcess bench =
          BenchProcess.start(
              folder("again"), "sweep", "--config=" + dir.resolve("first/out/config.toml"))) {
        assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench.err())
            .contains("config.toml: api-key stands for a secret, which no file has");
      }
      assertThat(requests(server)).hasSize(sent);
    }
  }

  @Test
  void proxyOfTheEnvironmentIsNamedAndNotUsed() {
    try (ScriptedServer proxy = server();
        BenchProcess bench =
            BenchProcess.start(
                dir,
                Map.of("HTTP_PROXY", proxy.baseUrl()),
                "run",
                "--base-url=http://server.invalid/v1")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
      assertThat(bench.err())
          .contains("unknown host server.invalid. HTTP_PROXY is set and not used");
      assertThat(proxy.peers()).isEmpty();
    }
  }
}
