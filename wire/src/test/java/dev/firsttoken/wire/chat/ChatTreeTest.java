package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.FragmentFeeder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner finds the same facts as Jackson, whatever the chunk and however it is split. */
class ChatTreeTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void randomChunksMatchJackson(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    List<ParsedFacts> all = new ArrayList<>();
    for (int round = 0; round < 500; round++) {
      String json = chunks.json();
      ParsedFacts expected = ParsedFacts.parseWithJackson(json);
      assertThat(expected.malformed()).as(json).isFalse();
      assertThat(comparable(parseFragmented(json, random)))
          .as(json)
          .isEqualTo(comparable(expected));
      all.add(expected);
    }
    assertThat(all).filteredOn(ParsedFacts::text).hasSizeBetween(50, 450);
    assertThat(all).filteredOn(ParsedFacts::reasoning).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(ParsedFacts::toolCall).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(ParsedFacts::media).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(ParsedFacts::prelude).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(ParsedFacts::failed).hasSizeBetween(5, 450);
    assertThat(all).filteredOn(ParsedFacts::finished).hasSizeBetween(5, 100);
    assertThat(all).filteredOn(ParsedFacts::error).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(parsed -> parsed.finishReason() != null).hasSizeBetween(50, 450);
    assertThat(all).filteredOn(parsed -> !parsed.usage().contains(-1L)).hasSizeBetween(15, 450);
    assertThat(all).filteredOn(parsed -> !parsed.stamps().contains(-1L)).hasSizeBetween(10, 450);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void mutatedChunksAreMalformedIfJacksonRejectsThem(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    int malformed = 0;
    for (int round = 0; round < 500; round++) {
      String json = mutate(chunks.json(), random);
      boolean expected = ParsedFacts.parseWithJackson(json).malformed();
      assertThat(parseFragmented(json, random).malformed()).as(json).isEqualTo(expected);
      malformed += expected ? 1 : 0;
    }
    assertThat(malformed).isBetween(150, 450);
  }

  @Test
  void everySplitGivesTheSameFacts() {
    Random random = new Random(1);
    RandomChunk chunks = new RandomChunk(random);
    List<String> data = new ArrayList<>(List.of(" [DONE] ", longChunk()));
    while (data.size() < 20) {
      data.add(chunks.json());
    }
    for (String json : data) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      ParsedFacts expected = ParsedFacts.parse(json);
      List<ParsedFacts> parsed = new ArrayList<>();
      ChatScanner scanner = new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts)));
      for (int cut = 0; cut <= bytes.length; cut++) {
        FragmentFeeder.feedSplitAt(cut, bytes, scanner::onData);
        scanner.onEvent(false);
      }
      for (int size : new int[] {1, 2, 3, 7}) {
        FragmentFeeder.feedInSizes(size, bytes, scanner::onData);
        scanner.onEvent(false);
      }
      assertThat(parsed).as(json).hasSize(bytes.length + 5).containsOnly(expected);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void arbitraryBytesDoNotAffectTheNextEvent(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    List<ParsedFacts> parsed = new ArrayList<>();
    SseScanner scanner =
        new SseScanner(new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts))));
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (round % 2 == 0) {
        bytes = ("data: " + mutate(chunks.json(), random)).getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      FragmentFeeder.feedSplitRandomly(random, bytes, scanner::scan);
      String next = "\n\ndata: {\"seq\":7}\n\n";
      FragmentFeeder.feedSplitRandomly(
          random, next.getBytes(StandardCharsets.UTF_8), scanner::scan);
      assertThat(parsed.getLast())
          .as("round %d", round)
          .isEqualTo(ParsedFacts.parse("{\"seq\":7}"));
    }
    assertThat(parsed).hasSizeBetween(700, 5_000);
  }

  /** Builds a chunk longer than the scanner's window. */
  private static String longChunk() {
    String text = "x".repeat(1_200);
    return "{\"id\":\"" + text + "\",\"choices\":[{\"text\":\"" + text + "\"}],\"seq\":7}";
  }

  private static ParsedFacts parseFragmented(String json, Random random) {
    List<ParsedFacts> parsed = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts)));
    FragmentFeeder.feedSplitRandomly(
        random, json.getBytes(StandardCharsets.UTF_8), scanner::onData);
    scanner.onEvent(false);
    return parsed.getFirst();
  }

  /** Inserts, removes or replaces characters with those of JSON syntax. */
  private static String mutate(String json, Random random) {
    StringBuilder mutated = new StringBuilder(json);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(mutated.length());
      char c = "{}[]\",:\\ 0-1.eEtfnu\n/".charAt(random.nextInt(21));
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, c);
        case 1 -> mutated.setCharAt(at, c);
        default -> mutated.deleteCharAt(at);
      }
      if (mutated.isEmpty()) {
        mutated.append(c);
      }
    }
    return mutated.toString();
  }

  /** Replaces characters outside ASCII in a finish reason, as the scanner does for escapes. */
  private static ParsedFacts comparable(ParsedFacts parsed) {
    @Nullable String reason = parsed.finishReason();
    return new ParsedFacts(
        parsed.text(),
        parsed.reasoning(),
        parsed.toolCall(),
        parsed.media(),
        parsed.done(),
        parsed.finished(),
        parsed.error(),
        parsed.malformed(),
        parsed.prelude(),
        parsed.usage(),
        reason == null ? null : reason.replaceAll("[^\\x00-\\x7F]", "?").replaceAll("\\?+", "?"),
        parsed.failed(),
        parsed.stamps());
  }
}
