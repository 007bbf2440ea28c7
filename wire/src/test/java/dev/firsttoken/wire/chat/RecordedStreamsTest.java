package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.FragmentFeeder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Recorded streams of real providers. The environment variable {@code FIRST_TOKEN_STREAMS} names
 * the folder: files {@code *.jsonl} with the JSON of one chunk a line.
 */
class RecordedStreamsTest {

  @Test
  void everyRecordedChunkMatchesJackson() throws IOException {
    String folder = System.getenv("FIRST_TOKEN_STREAMS");
    assumeTrue(folder != null, "FIRST_TOKEN_STREAMS is not set");
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      files = all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    assertThat(files).as("files *.jsonl in %s", folder).isNotEmpty();
    for (Path file : files) {
      List<String> chunks = Files.readAllLines(file);
      List<ParsedFacts> expected =
          new ArrayList<>(chunks.stream().map(ParsedFacts::parseWithJackson).toList());
      assertThat(expected)
          .as("%s", file)
          .anyMatch(parsed -> parsed.text() || parsed.reasoning() || parsed.toolCall())
          .anyMatch(parsed -> parsed.finishReason() != null)
          .anyMatch(parsed -> parsed.usage().getFirst() > 0);
      expected.add(ParsedFacts.DONE);
      for (int size : new int[] {1, 2, 3, 7, 4_096}) {
        assertThat(replay(chunks, size)).as("%s in %d", file, size).isEqualTo(expected);
      }
    }
  }

  private static List<ParsedFacts> replay(List<String> chunks, int size) {
    StringBuilder stream = new StringBuilder();
    for (String chunk : chunks) {
      stream.append("data: ").append(chunk).append("\n\n");
    }
    stream.append("data: [DONE]\n\n");
    List<ParsedFacts> parsed = new ArrayList<>();
    SseScanner scanner =
        new SseScanner(new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts))));
    FragmentFeeder.feedInSizes(
        size, stream.toString().getBytes(StandardCharsets.UTF_8), scanner::scan);
    assertThat(scanner.isAtEventBoundary()).isTrue();
    return parsed;
  }
}
