package dev.firsttoken.bench.cli.requests;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.STOP;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.cli.ExitStatus;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flags that change the requests, from the real command line to the bytes a server reads. */
class SentRequestsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  /** Returns the bodies of the chat requests in order of arrival. */
  private static List<JsonNode> chatBodies(ScriptedServer server) {
    return server.requests().stream()
        .filter(request -> request.headers().startsWith("POST "))
        .map(SentRequestsIT::parseBody)
        .toList();
  }

  private static JsonNode parseBody(Peer.Request request) {
    try {
      return JSON.readTree(request.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError("the request is not JSON: " + request.text(), e);
    }
  }

  private static String firstMessage(JsonNode body) {
    return body.at("/messages/0/content").asText();
  }

  @Test
  void promptIsSentInUtf8WhateverTheLocale() throws IOException {
    // Octal, as the locale of this test may not be UTF-8 either.
    String prompt = "$(printf 'Gr\\303\\274\\303\\237e')";
    Path script =
        Files.writeString(
            dir.resolve("script"),
            "#!/bin/sh\nexec '%s' \"$@\" \"--prompt=%s\"\n"
                .formatted(BenchProcess.launcher(), prompt));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.start(
                script, dir, Map.of("LC_ALL", "C"), "run", "--base-url=" + server.baseUrl())) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(chatBodies(server)).extracting(SentRequestsIT::firstMessage).containsOnly("Grüße");
    }
  }

  @Test
  void rampDurationAndMaxInFlightAreExactAndPromptsRotate() throws IOException {
    Files.writeString(
        dir.resolve("p.jsonl"),
        """
        {"prompt": "one"}
        {"messages": [{"role": "user", "content": "two"}], "max_tokens": 7}
        {"prompt": "three"}
        """);
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger maxInFlight = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                    Thread.sleep(100); // slower than the rate, so that the limit is reached
                    inFlight.decrementAndGet();
                    peer.send(goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--rate=40",
                "--arrivals=constant",
                "--duration=1s",
                "--ramp=500ms",
                "--max-in-flight=3",
                "--warmup=3",
                "--no-preflight",
                "--prompts=p.jsonl",
                "--unique-prefix",
                "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("ok").asInt()).isEqualTo(40);
      assertThat(level.path("ramp").asInt()).isEqualTo(10);
      assertThat(level.path("warmup").asInt()).isEqualTo(3);
      assertThat(level.path("planned_duration").asDouble()).isEqualTo(1_000);
      assertThat(level.path("planned_ramp").asDouble()).isEqualTo(500);
      assertThat(maxInFlight).hasValue(3);

      List<JsonNode> bodies = chatBodies(server);
      assertThat(bodies).hasSize(53);
      assertThat(bodies)
          .extracting(body -> firstMessage(body).split(" ", -1)[0])
          .doesNotHaveDuplicates()
          .allMatch(prefix -> prefix.matches("[0-9a-f]{16}"));
      assertThat(bodies.stream().filter(body -> firstMessage(body).endsWith(" one"))).hasSize(18);
      assertThat(bodies.stream().filter(body -> firstMessage(body).endsWith(" two")))
          .hasSize(18)
          .allMatch(body -> body.path("max_tokens").asInt() == 7);
      assertThat(bodies.stream().filter(body -> firstMessage(body).endsWith(" three")))
          .hasSize(17)
          .noneMatch(body -> body.has("max_tokens"));
    }
  }

  @Test
  void turnsRepeatTheConversationAndTheTokenizerCountsIt() {
    byte[] withoutUsage = stream(ROLE, CONTENT, CONTENT, STOP, DONE).getBytes(UTF_8);
    try (ScriptedServer server = ScriptedServer.responding(withoutUsage);
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--prompt=Hello",
                "--concurrency=1",
                "--total=5",
                "--turns=3",
                "--warmup=0",
                "--tokenizer=cl100k_base",
                "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(chatBodies(server))
          .extracting(body -> body.path("messages").size())
          .containsExactly(1, 3, 5, 1, 3);
      JsonNode third = chatBodies(server).get(2).path("messages");
      assertThat(third.findValuesAsText("role"))
          .containsExactly("user", "assistant", "user", "assistant", "user");
      assertThat(third.findValuesAsText("content"))
          .containsExactly("Hello", "wordword", "Go on.", "wordword", "Go on.");
      assertThat(bench.json().path("tokens_from").asText()).isEqualTo("tokenizer");
      assertThat(bench.json().at("/levels/0/tokens").asInt()).isEqualTo(5 * 2);
    }
  }

  @Test
  void traceIsReplayedWithItsTimesAndLengths() throws IOException {
    Files.writeString(
        dir.resolve("t.jsonl"),
        """
        {"timestamp": 1000, "input_length": 3, "output_length": 10}
        {"timestamp": 2000, "input_length": 2, "output_length": 20}
        {"timestamp": 5000, "input_length": 1, "output_length": 30}
        """);
    // Long compared with the client's own time.
    Duration responseTime = Duration.ofMillis(50);
    try (ScriptedServer server =
            ScriptedServer.respondingAfter(responseTime, goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--trace=t.jsonl", "--speed=4", "--warmup=0", "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("levels")).hasSize(1);
      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("arrivals").asText()).isEqualTo("trace");
      assertThat(level.path("ok").asInt()).isEqualTo(3);
      // 4 s of the trace at four times the speed. No request is sent early.
      assertThat(level.path("wall").asDouble()).isGreaterThanOrEqualTo(1_000);
      assertThat(chatBodies(server))
          .extracting(body -> body.path("max_tokens").asInt())
          .containsExactly(10, 20, 30);
      assertThat(chatBodies(server))
          .extracting(body -> firstMessage(body).split(" ", -1).length)
          .containsExactly(3, 2, 1);
    }
  }

  @Test
  void givenMetricsPathAndProcessAreMonitored() {
    AtomicInteger scrapes = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  for (Peer.Request request = peer.readRequest();
                      request != null;
                      request = peer.readRequest()) {
                    boolean isScrape = request.headers().startsWith("GET /stats ");
                    peer.send(
                        isScrape
                            ? plain(
                                "200 OK",
                                "text/plain",
                                "things_total " + 5 * scrapes.incrementAndGet() + "\n")
                            : goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--concurrency=1",
                "--total=3",
                "--scrape=/stats",
                "--watch-pid=" + ProcessHandle.current().pid())) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.at("/server_says/from").asText()).isEqualTo(server.baseUrl() + "/stats");
      assertThat(level.at("/server_says/counters/things_total").asInt()).isEqualTo(5);
      assertThat(level.at("/server/found_by").asText())
          .isEqualTo("pid " + ProcessHandle.current().pid());
      assertThat(level.at("/server/peak_rss_bytes").asLong()).isPositive();
      // Before the run, before the level and after the level.
      assertThat(scrapes).hasValue(3);
    }
  }
}
