package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner sees what Jackson's tree holds, whatever the chunk and the cuts. */
class ChatTreeTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void randomChunksGiveTheFactsOfTheirTree(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    List<Seen> all = new ArrayList<>();
    for (int round = 0; round < 500; round++) {
      String json = chunks.json();
      Seen expected = Seen.byTree(json);
      assertThat(expected.malformed()).as(json).isFalse();
      assertThat(comparable(cut(json, random))).as(json).isEqualTo(comparable(expected));
      all.add(expected);
    }
    assertThat(all).filteredOn(Seen::text).hasSizeBetween(50, 450);
    assertThat(all).filteredOn(Seen::reasoning).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(Seen::toolCall).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(Seen::finished).hasSizeBetween(5, 100);
    assertThat(all).filteredOn(Seen::error).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(seen -> seen.finishReason() != null).hasSizeBetween(50, 450);
    assertThat(all).filteredOn(seen -> !seen.usage().contains(-1L)).hasSizeBetween(25, 450);
    assertThat(all).filteredOn(seen -> !seen.stamps().contains(-1L)).hasSizeBetween(10, 450);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void mutatedChunksAreMalformedWhereJacksonRefusesThem(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    int malformed = 0;
    for (int round = 0; round < 500; round++) {
      String json = mutate(chunks.json(), random);
      boolean expected = Seen.byTree(json).malformed();
      assertThat(cut(json, random).malformed()).as(json).isEqualTo(expected);
      malformed += expected ? 1 : 0;
    }
    assertThat(malformed).isBetween(150, 450);
  }

  @Test
  void everyCutGivesTheSameFacts() {
    Random random = new Random(1);
    RandomChunk chunks = new RandomChunk(random);
    List<String> data = new ArrayList<>(List.of(" [DONE] ", longChunk()));
    while (data.size() < 20) {
      data.add(chunks.json());
    }
    for (String json : data) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      Seen expected = Seen.in(json);
      List<Seen> seen = new ArrayList<>();
      ChatScanner scanner = new ChatScanner(facts -> seen.add(Seen.of(facts)));
      for (int cut = 0; cut <= bytes.length; cut++) {
        Pieces.cutAt(cut, bytes, scanner::data);
        scanner.event();
      }
      for (int size : new int[] {1, 2, 3, 7}) {
        Pieces.ofSize(size, bytes, scanner::data);
        scanner.event();
      }
      assertThat(seen).as(json).hasSize(bytes.length + 5).containsOnly(expected);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void arbitraryBytesDoNoHarmToTheEventBehindThem(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    List<Seen> seen = new ArrayList<>();
    SseScanner scanner = new SseScanner(new ChatScanner(facts -> seen.add(Seen.of(facts))));
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (round % 2 == 0) {
        bytes = ("data: " + mutate(chunks.json(), random)).getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Pieces.cutBy(random, bytes, scanner::scan);
      String next = "\n\ndata: {\"seq\":7}\n\n";
      Pieces.cutBy(random, next.getBytes(StandardCharsets.UTF_8), scanner::scan);
      assertThat(seen.getLast()).as("round %d", round).isEqualTo(Seen.in("{\"seq\":7}"));
    }
    assertThat(seen).hasSizeBetween(700, 5_000);
  }

  /** Longer than what is looked at in one go. */
  private static String longChunk() {
    String text = "x".repeat(1_200);
    return "{\"id\":\"" + text + "\",\"choices\":[{\"text\":\"" + text + "\"}],\"seq\":7}";
  }

  private static Seen cut(String json, Random random) {
    List<Seen> seen = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> seen.add(Seen.of(facts)));
    Pieces.cutBy(random, json.getBytes(StandardCharsets.UTF_8), scanner::data);
    scanner.event();
    return seen.getFirst();
  }

  /** Characters of JSON's own put in, taken out, or put in place of others. */
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

  /** Escapes past ASCII are kept as question marks in a finish reason. */
  private static Seen comparable(Seen seen) {
    @Nullable String reason = seen.finishReason();
    return new Seen(
        seen.text(),
        seen.reasoning(),
        seen.toolCall(),
        seen.done(),
        seen.finished(),
        seen.error(),
        seen.malformed(),
        seen.usage(),
        reason == null ? null : reason.replaceAll("[^\\x00-\\x7F]", "?").replaceAll("\\?+", "?"),
        seen.stamps());
  }
}
