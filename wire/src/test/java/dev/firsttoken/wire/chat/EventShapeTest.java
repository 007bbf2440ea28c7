package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.FragmentFeeder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that is recognized by its shape has the facts that its bytes have. */
class EventShapeTest {
  private static final String EVENT =
      "data: {\"id\":\"c-1\",\"created\":17,\"choices\":[{\"delta\":{\"content\":\"Hi\"},"
          + "\"finish_reason\":null}],\"usage\":{\"completion_tokens\":2}}\n\n";

  private final EventShapes shapes = EventShapes.forCurrentThread();
  private final ShapeMatcher matcher = new ShapeMatcher();
  private final ChunkFacts facts = new ChunkFacts();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Hi\" \"Hello, world\"",
        "\"Hi\" \"é\"",
        "\"Hi\" \"a\\nb\\u00e9\\\\\"",
        "\"Hi\" \"\\\"\"",
        "\"c-1\" \"another\"",
        ":17 :1234567890",
        ":17 :0",
        ":17 :  17",
      })
  void otherValuesAreTheSameShape(String replacement) {
    learn(EVENT);
    assertThat(matches(changed(replacement))).isTrue();
    assertThat(ParsedFacts.of(facts)).isEqualTo(ParsedFacts.parse(data(EVENT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Hi\" \"\"",
        "\"Hi\" null",
        "\"Hi\" \"a\\xb\"",
        "\"Hi\" \"a\\u00g0\"",
        "\"Hi\" \"a\tb\"",
        "content refusal",
        "null \"stop\"",
        ":17 :1.5",
        ":17 :1e5",
        ":17 :017",
        ":17 :-17",
        ":17 :",
        ":17 :1234567890123456789",
        "data dat",
      })
  void otherStructureIsAnotherShape(String replacement) {
    learn(EVENT);
    assertThat(matches(changed(replacement))).isFalse();
  }

  @Test
  void numberOfAFactIsRead() {
    learn(EVENT);
    assertThat(matches(changed(":2 :300"))).isTrue();
    assertThat(facts.completionTokens()).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":4}},\"timings\":{\"cache_n\":-1}}",
        "{\"usage\":{\"completion_tokens\":5,\"output_tokens\":-1}}",
        "{\"usage\":{\"completion_tokens\":5,\"output_tokens\":1.5}}",
        "{\"usage\":{\"completion_tokens\":5,\"output_tokens\":1234567890123456789}}",
      })
  void eventThatStatesAFactTwiceHasNoShapeUnlessBothAreWholeNumbers(String json) {
    String event = "data: " + json + "\n\n";
    learn(event);
    assertThat(matches(event)).isFalse();
  }

  @Test
  void eventThatIsCutMatchesNothing() {
    learn(EVENT);
    for (int length = 0; length < EVENT.length(); length++) {
      assertThat(matches(EVENT.substring(0, length))).as("%d bytes", length).isFalse();
    }
    assertThat(matches(EVENT)).isTrue();
  }

  @Test
  void shapeIsSharedByTheStreamsOfAThread() {
    String event = EVENT.replace("choices", "choices\":[],\"choices");
    learn(event);
    assertThat(matches(new ShapeMatcher(), event.replace("Hi", "Ho"))).isTrue();
  }

  @Test
  void eventWithTooManyValuesHasNoShape() {
    String event = "data: [" + "1,".repeat(40) + "1]\n\n";
    learn(event);
    assertThat(matches(event)).isFalse();
  }

  @Test
  void onlyEventsOfOneDataLineAreLearned() {
    for (String event :
        List.of(
            "data: {}\n", "data: {}\r\n\n", "data: {}", "dada: {}\n\n", "data", "data: {\n\n")) {
      learn(event);
      assertThat(matches(event)).as(event).isFalse();
    }
    for (String event : List.of("data: {}\r\n\r\n", "data:{}\n\n", "data: [DONE]\n\n")) {
      learn(event);
      assertThat(matches(event)).as(event).isTrue();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void streamsOfSimilarEventsHaveTheFactsOfEachEvent(long seed) {
    Random random = new Random(seed);
    RandomChunk chunks = new RandomChunk(random);
    List<ParsedFacts> expected = new ArrayList<>();
    List<ParsedFacts> parsed = new ArrayList<>();
    SseScanner scanner =
        new SseScanner(new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts))));
    for (int round = 0; round < 200; round++) {
      String json = chunks.json().replace('\n', ' ').replace('\r', ' ');
      for (int variant = 0; variant < 10; variant++) {
        String similar = variant < 2 ? json : changed(json, random);
        byte[] event = ("data: " + similar + "\n\n").getBytes(UTF_8);
        expected.add(ParsedFacts.parse(similar));
        // the second piece is a direct buffer
        FragmentFeeder.feedSplitAt(variant % 2 == 0 ? event.length : 0, event, scanner::scan);
        assertThat(parsed).as(similar).hasSameSizeAs(expected);
        assertThat(parsed.getLast()).as(similar).isEqualTo(expected.getLast());
      }
    }
  }

  /** Replaces, removes or doubles one character, so that most bytes stay as they were. */
  private static String changed(String json, Random random) {
    String characters = "\"\\{}[]:,0189.-e ntx";
    int at = random.nextInt(json.length());
    char other = characters.charAt(random.nextInt(characters.length()));
    String before = json.substring(0, at);
    String after = json.substring(at + 1);
    return switch (random.nextInt(3)) {
      case 0 -> before + other + after;
      case 1 -> before + after;
      default -> before + json.charAt(at) + other + after;
    };
  }

  private static String changed(String replacement) {
    int space = replacement.indexOf(' ');
    return EVENT.replace(replacement.substring(0, space), replacement.substring(space + 1));
  }

  private static String data(String event) {
    return event.substring("data: ".length()).strip();
  }

  private void learn(String event) {
    matches(event);
  }

  private boolean matches(String event) {
    return matches(matcher, event);
  }

  /** Tries the event inside a larger array. */
  private boolean matches(ShapeMatcher of, String event) {
    byte[] bytes = ("xx" + event + "\n\n").getBytes(UTF_8);
    facts.clear();
    int end = of.match(shapes, bytes, 2, bytes.length - 2, facts);
    assertThat(end).isIn(EventShape.NO_MATCH, bytes.length - 2);
    return end != EventShape.NO_MATCH;
  }
}
