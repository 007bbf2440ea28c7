package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Event types of the Responses and Messages APIs that add a fact which the path of a value alone
 * does not show. Includes names that OpenAI has changed since.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">The events of
 *     the Responses API</a>
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">The events of the
 *     Messages API</a>
 */
final class EventTypes {
  @SuppressWarnings("ArrayRecordComponent") // read here, never compared as a whole
  private record EventType(byte[] name, int facts) {}

  /** Types of content first, because most events of a stream carry content. */
  private static final List<EventType> TYPES = new ArrayList<>();

  static {
    add(Fact.TEXT, "output_text.delta", "refusal.delta");
    // Adds no fact, but ends the search early.
    addWhole(0, "content_block_delta");
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
    addWhole(Fact.PRELUDE, "message_start", "content_block_start");
    addWhole(Fact.FINISHED, "message_stop");
    addWhole(Fact.ERROR, "error");
    addWhole(Fact.PRELUDE, "keepalive", "ping");
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

  /** Adds types of the Responses API, without their common prefix. */
  private static void add(int facts, String... names) {
    for (String name : names) {
      addWhole(facts, "response." + name);
    }
  }

  private static void addWhole(int facts, String... types) {
    for (String type : types) {
      TYPES.add(new EventType(type.getBytes(US_ASCII), facts));
    }
  }
}
