package dev.firsttoken.wire.chat;

/**
 * What the {@code type} of an event tells: those of the Responses API that are told by no place in
 * the document alone.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">The events</a>
 */
final class EventTypes {
  private static final String[] NAMES = {
    "response.output_text.delta",
    "response.refusal.delta",
    "response.reasoning_text.delta",
    "response.reasoning_summary_text.delta",
    "response.function_call_arguments.delta",
    "response.completed",
    "response.incomplete",
    "response.failed",
    "error"
  };
  private static final int[] FACTS = {
    ChunkFacts.TEXT,
    ChunkFacts.TEXT,
    ChunkFacts.REASONING,
    ChunkFacts.REASONING,
    ChunkFacts.TOOL_CALL,
    ChunkFacts.FINISHED,
    ChunkFacts.FINISHED,
    ChunkFacts.FINISHED,
    ChunkFacts.ERROR
  };

  private EventTypes() {}

  /** The facts of an event of this type; those of content only if it has a delta. */
  static int facts(byte[] bytes, int length) {
    for (int i = 0; i < NAMES.length; i++) {
      if (matches(NAMES[i], bytes, length)) {
        return FACTS[i];
      }
    }
    return 0;
  }

  static boolean matches(String known, byte[] bytes, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
