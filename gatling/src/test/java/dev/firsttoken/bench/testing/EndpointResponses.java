package dev.firsttoken.bench.testing;

import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;

import dev.firsttoken.bench.options.value.Endpoint;
import java.util.Arrays;

/**
 * Responses of each API as a server sends them, with two content events, 3 prompt tokens and 2
 * output tokens.
 */
public final class EndpointResponses {
  private static final String USAGE = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}";
  private static final String IO_USAGE = "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}";

  private EndpointResponses() {}

  /** Returns the events of a complete stream. */
  public static String[] events(Endpoint endpoint) {
    return switch (endpoint) {
      case CHAT ->
          new String[] {
            data("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}"),
            data("{\"choices\":[{\"delta\":{\"content\":\"two\"}}]}"),
            data("{\"choices\":[{\"delta\":{\"content\":\" words\"}}]}"),
            data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"),
            data("{\"choices\":[]," + USAGE + "}"),
            data("[DONE]")
          };
      case COMPLETIONS ->
          new String[] {
            data("{\"choices\":[{\"text\":\"two\",\"finish_reason\":null}]}"),
            data("{\"choices\":[{\"text\":\" words\",\"finish_reason\":\"stop\"}]}"),
            data("{\"choices\":[]," + USAGE + "}"),
            data("[DONE]")
          };
      case RESPONSES ->
          new String[] {
            typed("response.created", "\"response\":{\"usage\":null}"),
            typed("response.output_text.delta", "\"delta\":\"two\""),
            typed("response.output_text.delta", "\"delta\":\" words\""),
            typed("response.output_text.done", "\"text\":\"two words\""),
            typed("response.completed", "\"response\":{" + IO_USAGE + "}")
          };
      case MESSAGES ->
          new String[] {
            typed(
                "message_start",
                "\"message\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}"),
            typed("content_block_start", "\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
            typed("ping", "\"index\":0"),
            typed("content_block_delta", "\"delta\":{\"type\":\"text_delta\",\"text\":\"two\"}"),
            typed("content_block_delta", "\"delta\":{\"type\":\"text_delta\",\"text\":\" words\"}"),
            typed("content_block_stop", "\"index\":0"),
            typed(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}"),
            typed("message_stop", "\"index\":0")
          };
      case EMBEDDINGS -> throw new IllegalArgumentException("no server streams embeddings");
    };
  }

  private static String typed(String type, String fields) {
    return "event: " + type + "\n" + data("{\"type\":\"" + type + "\"," + fields + "}");
  }

  /** Returns a complete stream. */
  public static String streamed(Endpoint endpoint) {
    return stream(events(endpoint));
  }

  /** Returns a complete stream of the first events. */
  public static String streamed(Endpoint endpoint, int count) {
    return stream(Arrays.copyOf(events(endpoint), count));
  }

  /** Returns the JSON of a response that is not streamed. */
  public static String json(Endpoint endpoint) {
    return switch (endpoint) {
      case CHAT ->
          "{\"choices\":[{\"message\":{\"content\":\"two words\"},\"finish_reason\":\"stop\"}],"
              + USAGE
              + "}";
      case COMPLETIONS ->
          "{\"choices\":[{\"text\":\"two words\",\"finish_reason\":\"stop\"}]," + USAGE + "}";
      case RESPONSES ->
          "{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":"
              + "\"two words\"}]}],"
              + IO_USAGE
              + "}";
      case MESSAGES ->
          "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"two words\"}],"
              + "\"stop_reason\":\"end_turn\","
              + IO_USAGE
              + "}";
      case EMBEDDINGS ->
          "{\"data\":[{\"embedding\":[0.5,-0.25]}],\"usage\":{\"prompt_tokens\":3,"
              + "\"total_tokens\":3}}";
    };
  }

  /** Returns a response that is not streamed. */
  public static String whole(Endpoint endpoint) {
    return plain("200 OK", "application/json", json(endpoint));
  }
}
