package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Event types of the Responses API that add a fact which the path of a value alone does not show.
 * Includes names that OpenAI has changed since.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">The events</a>
 */
final class EventTypes {
  @SuppressWarnings("ArrayRecordComponent") // read here, never compared as a whole
  private record EventType(byte[] name, int facts) {}

  /** Types of content first, because most events of a stream carry content. */
  private static final List<EventType> TYPES = new ArrayList<>();

  static {
    add(Fact.TEXT, "output_text.delta", "refusal.delta");
    add(
        Fact.TEXT,
        "audio.transcript.delta",
        "audio_transcript.delta",
        "output_audio_transcript.delta");
    add(Fact.REASONING, "reasoning_text.delta", "reasoning_summary_text.delta");
    add(Fact.REASONING, "reasoning.delta", "reasoning_summary.delta");
    add(
        Fact.TOOL_CALL,
        "function_call_arguments.delta",
        "custom_tool_call_input.delta",
        "mcp_call_arguments.delta",
        "mcp_call.arguments.delta",
        "code_interpreter_call_code.delta",
        "code_interpreter_call.code.delta",
        "shell_call_command.delta",
        "apply_patch_call_operation_diff.delta");
    add(Fact.MEDIA, "audio.delta", "output_audio.delta");
    add(Fact.ITEM_ADDED | Fact.PRELUDE, "output_item.added");
    add(Fact.PRELUDE, "created", "queued", "in_progress");
    add(Fact.PRELUDE, "content_part.added", "reasoning_summary_part.added");
    add(Fact.FINISHED, "completed", "incomplete");
    add(Fact.FINISHED | Fact.ERROR, "failed");
    TYPES.add(new EventType("error".getBytes(US_ASCII), Fact.ERROR));
    TYPES.add(new EventType("keepalive".getBytes(US_ASCII), Fact.PRELUDE));
    TYPES.add(new EventType("ping".getBytes(US_ASCII), Fact.PRELUDE));
  }

  private EventTypes() {}

  /**
   * Looks up the facts of an event type.
   *
   * @return bits of {@link Fact}, 0 for an unknown type; content facts hold only for an event with
   *     a delta
   */
  static int factsOf(byte[] bytes, int length) {
    for (int i = 0; i < TYPES.size(); i++) {
      EventType type = TYPES.get(i);
      if (Arrays.equals(type.name, 0, type.name.length, bytes, 0, length)) {
        return type.facts;
      }
    }
    return 0;
  }

  private static void add(int facts, String... names) {
    for (String name : names) {
      TYPES.add(new EventType(("response." + name).getBytes(US_ASCII), facts));
    }
  }
}
