package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.Pieces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Streams that real providers sent, where {@code FIRST_TOKEN_STREAMS} names a folder of them: one
 * chunk's JSON a line in each file {@code *.jsonl}.
 */
class RecordedStreamsTest {

  @Test
  void everyChunkGivesTheFactsOfItsTree() throws IOException {
    String folder = System.getenv("FIRST_TOKEN_STREAMS");
    assumeTrue(folder != null, "FIRST_TOKEN_STREAMS is not set");
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      files = all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    assertThat(files).as("files *.jsonl in %s", folder).isNotEmpty();
    for (Path file : files) {
      List<String> chunks = Files.readAllLines(file);
      List<Seen> expected = new ArrayList<>(chunks.stream().map(Seen::byTree).toList());
      assertThat(expected)
          .as("%s", file)
          .anyMatch(seen -> seen.text() || seen.reasoning() || seen.toolCall())
          .anyMatch(seen -> seen.finishReason() != null)
          .anyMatch(seen -> seen.usage().getFirst() > 0);
      expected.add(Seen.DONE);
      for (int size : new int[] {1, 2, 3, 7, 4_096}) {
        assertThat(replay(chunks, size)).as("%s in %d", file, size).isEqualTo(expected);
      }
    }
  }

  private static List<Seen> replay(List<String> chunks, int size) {
    StringBuilder stream = new StringBuilder();
    for (String chunk : chunks) {
      stream.append("data: ").append(chunk).append("\n\n");
    }
    stream.append("data: [DONE]\n\n");
    List<Seen> seen = new ArrayList<>();
    SseScanner scanner = new SseScanner(new ChatScanner(facts -> seen.add(Seen.of(facts))));
    Pieces.ofSize(size, stream.toString().getBytes(StandardCharsets.UTF_8), scanner::scan);
    assertThat(scanner.atBoundary()).isTrue();
    return seen;
  }
}
