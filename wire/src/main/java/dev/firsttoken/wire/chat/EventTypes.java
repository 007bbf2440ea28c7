package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Event types of the Responses API that add a fact which the path of a value alone does not show.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">The events</a>
 */
final class EventTypes {
  private static final byte[][] NAMES = {
    "response.output_text.delta".getBytes(US_ASCII),
    "response.refusal.delta".getBytes(US_ASCII),
    "response.reasoning_text.delta".getBytes(US_ASCII),
    "response.reasoning_summary_text.delta".getBytes(US_ASCII),
    "response.function_call_arguments.delta".getBytes(US_ASCII),
    "response.completed".getBytes(US_ASCII),
    "response.incomplete".getBytes(US_ASCII),
    "response.failed".getBytes(US_ASCII),
    "error".getBytes(US_ASCII)
  };
  private static final int[] FACTS = {
    Fact.TEXT,
    Fact.TEXT,
    Fact.REASONING,
    Fact.REASONING,
    Fact.TOOL_CALL,
    Fact.FINISHED,
    Fact.FINISHED,
    Fact.FINISHED,
    Fact.ERROR
  };

  private EventTypes() {}

  /**
   * Looks up the facts of an event type.
   *
   * @return bits of {@link Fact}, 0 for an unknown type; content facts hold only for an event with
   *     a delta
   */
  static int factsOf(byte[] bytes, int length) {
    for (int i = 0; i < NAMES.length; i++) {
      if (Arrays.equals(NAMES[i], 0, NAMES[i].length, bytes, 0, length)) {
        return FACTS[i];
      }
    }
    return 0;
  }
}
