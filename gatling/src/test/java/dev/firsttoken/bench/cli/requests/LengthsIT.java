package dev.firsttoken.bench.cli.requests;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.cli.ExitStatus;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.tokens.Tokenizer;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lengths and data sets, from the command line to the bytes that a server reads and the result. */
@Tag("together")
class LengthsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] TWO_TOKENS = goodStream().getBytes(UTF_8);

  @TempDir private Path dir;

  private static List<JsonNode> bodies(ScriptedServer server) {
    return server.requests().stream()
        .filter(request -> request.headers().startsWith("POST "))
        .map(LengthsIT::parse)
        .toList();
  }

  private static JsonNode parse(Peer.Request request) {
    try {
      return JSON.readTree(request.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(request.text(), e);
    }
  }

  private static String prompt(JsonNode body) {
    return body.at("/messages/0/content").asText();
  }

  private List<JsonNode> sweep(String... flags) throws IOException {
    Path work = Files.createTempDirectory(dir, "run");
    try (ScriptedServer server = ScriptedServer.responding(TWO_TOKENS);
        BenchProcess bench = BenchProcess.sweep(work, server, flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      return bodies(server);
    }
  }

  @Test
  void promptsHaveTheirTokensAndShortResponsesAreWarnedOf() {
    Tokenizer tokenizer = Tokenizer.of(TokenizerName.CL100K_BASE);
    try (ScriptedServer server = ScriptedServer.responding(TWO_TOKENS);
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--input-tokens=uniform:5-40",
                "--output-tokens=9",
                "--ignore-eos",
                "--tokenizer=cl100k_base",
                "--concurrency=2",
                "--total=30",
                "--warmup=2",
                "--no-preflight",
                "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      List<JsonNode> bodies = bodies(server);
      assertThat(bodies).hasSize(32);
      assertThat(bodies).extracting(LengthsIT::prompt).doesNotHaveDuplicates();
      assertThat(bodies)
          .extracting(body -> tokenizer.count(prompt(body)))
          .allMatch(tokens -> 5 <= tokens && tokens <= 40);
      assertThat(bodies)
          .allMatch(body -> body.path("max_tokens").asInt() == 9)
          .allMatch(body -> body.path("ignore_eos").asBoolean());

      JsonNode result = bench.json();
      JsonNode level = result.at("/levels/0");
      assertThat(level.path("output_tokens_asked").asInt()).isEqualTo(30 * 9);
      assertThat(level.path("input_tokens_asked").asInt()).isBetween(30 * 5, 30 * 40);
      assertThat(level.path("short_responses").asInt()).isEqualTo(30);
      assertThat(level.path("short_of").asInt()).isEqualTo(30);
      assertThat(level.path("shortest_tokens").asInt()).isEqualTo(2);
      assertThat(level.path("shortest_asked").asInt()).isEqualTo(9);
      assertThat(result.at("/options/input-tokenizer").asText()).isEqualTo("cl100k_base");
      assertThat(result.at("/options/seed").asText()).isEqualTo("1");
      assertThat(result.path("warnings"))
          .extracting(warning -> warning.path("code").asText())
          .contains("short_responses");
      assertThat(bench.err()).contains("30 of 30, the shortest has 2 of 9 tokens");
    }
  }

  @Test
  void sameSeedSendsTheSamePromptsAgain() throws IOException {
    String[] flags = {
      "--input-tokens=50+-10%", "--concurrency=1", "--total=10", "--warmup=0", "--scrape=off"
    };

    assertThat(sweep(flags)).isEqualTo(sweep(flags));
  }

  @Test
  void dataSetInAnyFormatIsSentInTurn() throws IOException {
    Path csv = Files.writeString(dir.resolve("p.csv"), "prompt,output_tokens\r\n\"a, b\",7\r\n");
    Path shareGpt = dir.resolve("sharegpt.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(shareGpt))) {
      out.write(
          ("[{\"conversations\": [{\"value\": \"one two three four\"},"
                  + " {\"value\": \"five six seven eight nine\"}]}, {\"conversations\": []}]")
              .getBytes(UTF_8));
    }

    assertThat(sweep("--dataset=" + csv, "--concurrency=1", "--total=2", "--warmup=0"))
        .hasSize(2)
        .allMatch(body -> prompt(body).equals("a, b") && body.path("max_tokens").asInt() == 7);
    assertThat(sweep("--dataset=" + shareGpt, "--concurrency=1", "--total=2", "--warmup=0"))
        .hasSize(2)
        .allMatch(body -> prompt(body).equals("one two three four"))
        .allMatch(body -> body.path("max_tokens").asInt() == 5);
  }

  @Test
  void badRecordEndsTheCommandBeforeAnythingIsSent() throws IOException {
    Path csv = Files.writeString(dir.resolve("p.csv"), "prompt\r\na\r\n\"\"\r\n");
    try (ScriptedServer server = ScriptedServer.responding(TWO_TOKENS);
        BenchProcess bench = BenchProcess.sweep(dir, server, "--dataset=" + csv)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains("--dataset=" + csv + ": row 2 (near line 3) has no prompt");
      assertThat(bodies(server)).isEmpty();
    }
  }
}
