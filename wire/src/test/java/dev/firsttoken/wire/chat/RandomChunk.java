package dev.firsttoken.wire.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random chunks: known keys at known and unknown paths, in any order, with values of any kind,
 * written with any white space and any escapes.
 */
final class RandomChunk {

  private static final List<String> KEYS =
      List.of(
          "choices",
          "delta",
          "message",
          "content",
          "refusal",
          "reasoning",
          "reasoning_content",
          "tool_calls",
          "function",
          "function_call",
          "arguments",
          "text",
          "thinking",
          "finish_reason",
          "usage",
          "completion_tokens",
          "prompt_tokens",
          "error",
          "error_code",
          "object",
          "role",
          "audio",
          "images",
          "reasoning_details",
          "item",
          "partial_image_b64",
          "seq",
          "due_ns",
          "sent_ns",
          "type",
          "response",
          "id",
          "",
          "contents",
          "é\n\"",
          "choices[].delta.content",
          "{",
          "a b");
  private static final List<String> STRINGS =
      List.of(
          "",
          "",
          "x",
          "stop",
          "length",
          "abort",
          "error",
          "custom",
          "[DONE]",
          "\"content\":\"x\"",
          "\\",
          "\\\"",
          "},{\"delta\":{\"content\":\"x\"}",
          "é€😀",
          "\0\u001F\t\n\r\b\f",
          "/",
          "eight by",
          "a longer one of more than eight bytes");
  private static final List<String> TYPES =
      List.of(
          "response.output_text.delta",
          "response.refusal.delta",
          "response.reasoning_text.delta",
          "response.reasoning_summary_text.delta",
          "response.function_call_arguments.delta",
          "response.custom_tool_call_input.delta",
          "response.audio.delta",
          "response.audio.transcript.delta",
          "response.output_item.added",
          "response.created",
          "response.in_progress",
          "response.output_text.done",
          "response.completed",
          "response.incomplete",
          "response.failed",
          "response.failed ",
          "error",
          "errors",
          "content_block_delta");
  private static final List<String> MESSAGE_TYPES =
      List.of(
          "message_start",
          "content_block_start",
          "content_block_delta",
          "content_block_stop",
          "message_delta",
          "message_stop",
          "ping",
          "error");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "7",
          "-1",
          "42",
          "300",
          "170000000",
          "1000000000",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "1.5",
          "0.0",
          "1e3",
          "1E+2",
          "12e-1");

  private final Random random;

  RandomChunk(Random random) {
    this.random = random;
  }

  String json() {
    if (random.nextInt(4) == 0) {
      return new RandomWriter(random).write(noise(event()));
    }
    if (random.nextInt(8) == 0) {
      return new RandomWriter(random).write(messageEvent());
    }
    Map<String, Object> chunk = new LinkedHashMap<>();
    putMaybe(chunk, "choices", () -> list(this::choice));
    putMaybe(chunk, "usage", () -> object("completion_tokens", "prompt_tokens"));
    if (random.nextInt(8) == 0) {
      putMaybe(chunk, "error", () -> object("message"));
      putMaybe(chunk, "error_code", this::number);
    }
    if (random.nextInt(8) == 0) {
      putMaybe(chunk, "object", this::string);
    }
    for (String stamp : List.of("seq", "due_ns", "sent_ns")) {
      putMaybe(chunk, stamp, this::number);
    }
    return new RandomWriter(random).write(noise(chunk));
  }

  /** Generates an event of the Responses API. */
  private Map<String, Object> event() {
    Map<String, Object> event = new LinkedHashMap<>();
    boolean deltaFirst = random.nextBoolean();
    if (deltaFirst) {
      putMaybe(event, "delta", this::string);
    }
    putMaybe(event, "type", () -> pick(TYPES));
    if (!deltaFirst) {
      putMaybe(event, "delta", this::string);
    }
    if (random.nextInt(4) == 0) {
      putMaybe(event, "item", () -> strings("name", "id"));
      putMaybe(event, "partial_image_b64", this::string);
    }
    if (random.nextBoolean()) {
      putMaybe(event, "response", this::response);
    } else if (random.nextInt(4) == 0) {
      putMaybe(event, "usage", () -> object("output_tokens", "input_tokens"));
    }
    return event;
  }

  /** Generates an event of the Messages API. */
  private Map<String, Object> messageEvent() {
    Map<String, Object> event = new LinkedHashMap<>();
    putMaybe(event, "type", () -> pick(MESSAGE_TYPES));
    if (random.nextBoolean()) {
      putMaybe(event, "delta", () -> strings("text", "thinking", "partial_json", "stop_reason"));
    }
    if (random.nextInt(4) == 0) {
      putMaybe(event, "content_block", () -> strings("text", "thinking", "data", "name"));
    }
    if (random.nextInt(4) == 0) {
      event.put("message", Map.of("usage", messageUsage("input_tokens")));
    } else if (random.nextBoolean()) {
      event.put("usage", messageUsage("output_tokens"));
    }
    return event;
  }

  private Object messageUsage(String first) {
    Map<String, Object> usage = new LinkedHashMap<>();
    for (String key :
        List.of(first, "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")) {
      putMaybe(usage, key, this::number);
    }
    return usage;
  }

  private Object response() {
    Map<String, Object> response = new LinkedHashMap<>();
    if (random.nextInt(8) == 0) {
      putMaybe(response, "error", () -> object("message"));
    }
    putMaybe(response, "usage", () -> object("output_tokens", "input_tokens"));
    return noise(response);
  }

  private Object choice() {
    Map<String, Object> choice = new LinkedHashMap<>();
    putMaybe(choice, "delta", this::delta);
    if (random.nextBoolean()) {
      putMaybe(choice, "finish_reason", this::string);
    }
    if (random.nextInt(4) == 0) {
      putMaybe(choice, "message", this::delta);
      putMaybe(choice, "text", this::string);
    }
    return noise(choice);
  }

  private Object delta() {
    Map<String, Object> delta = new LinkedHashMap<>();
    putMaybe(delta, "role", this::string);
    if (random.nextInt(3) == 0) {
      return delta;
    }
    putMaybe(delta, "content", () -> random.nextInt(3) > 0 ? string() : list(this::part));
    for (String key : List.of("refusal", "reasoning", "reasoning_content")) {
      if (random.nextInt(3) == 0) {
        putMaybe(delta, key, this::string);
      }
    }
    putMaybe(delta, "tool_calls", () -> list(() -> call(this::function)));
    putMaybe(delta, "function_call", this::function);
    if (random.nextInt(3) == 0) {
      putMaybe(delta, "audio", () -> strings("data", "transcript"));
      putMaybe(delta, "images", () -> list(this::image));
      putMaybe(delta, "reasoning_details", () -> list(() -> strings("text", "summary", "data")));
    }
    return noise(delta);
  }

  private Object part() {
    Map<String, Object> part = new LinkedHashMap<>();
    putMaybe(part, "text", this::string);
    putMaybe(
        part, "thinking", () -> random.nextBoolean() ? string() : list(() -> call(this::text)));
    return noise(part);
  }

  private Object text() {
    Map<String, Object> text = new LinkedHashMap<>();
    putMaybe(text, "text", this::string);
    return noise(text);
  }

  private Object function() {
    Map<String, Object> function = new LinkedHashMap<>();
    putMaybe(function, "arguments", this::string);
    if (random.nextInt(4) == 0) {
      putMaybe(function, "name", this::string);
    }
    return noise(function);
  }

  private Object image() {
    Map<String, Object> image = new LinkedHashMap<>();
    putMaybe(image, "image_url", () -> strings("url"));
    return noise(image);
  }

  private Object strings(String... keys) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String key : keys) {
      putMaybe(object, key, this::string);
    }
    return noise(object);
  }

  private Object call(Value function) {
    Map<String, Object> call = new LinkedHashMap<>();
    putMaybe(call, "function", function);
    if (random.nextInt(4) == 0) {
      putMaybe(call, "custom", () -> strings("name", "input"));
    }
    return random.nextBoolean() ? noise(call) : function.create();
  }

  private Object object(String... keys) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String key : keys) {
      putMaybe(object, key, this::number);
    }
    noise(object);
    // Two counts of the same tokens would make the result depend on their order.
    object.keySet().removeIf(key -> key.endsWith("_tokens") && !List.of(keys).contains(key));
    return object;
  }

  private interface Value {
    Object create();
  }

  /** Puts mostly the expected value, sometimes any other, sometimes none. */
  private void putMaybe(Map<String, Object> object, String key, Value value) {
    int chance = random.nextInt(10);
    if (chance < 7) {
      object.put(key, value.create());
    } else if (chance < 8) {
      object.put(key, any(3));
    }
  }

  private Map<String, Object> noise(Map<String, Object> object) {
    for (int i = random.nextInt(3); i > 0; i--) {
      object.putIfAbsent(pick(KEYS), any(2));
    }
    return object;
  }

  private List<Object> list(Value value) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(value.create());
    }
    return list;
  }

  private Object any(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> string();
      case 1 -> number();
      case 2 -> random.nextBoolean();
      case 3 -> new RandomWriter.RawLiteral("null");
      case 4 -> list(() -> any(depth - 1));
      default -> {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(pick(KEYS), any(depth - 1));
        }
        yield object;
      }
    };
  }

  private Object string() {
    return pick(STRINGS);
  }

  private Object number() {
    return new RandomWriter.RawLiteral(pick(NUMBERS));
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
