package dev.firsttoken.e2e.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/** Responses of a model server as text, each event in an HTTP chunk of its own. */
public final class ChatEvents {
  /** Headers of a chunked event stream. */
  public static final String HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The last events of a stream, and the end of its body. */
  public static final String END =
      event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
          + event("[DONE]")
          + "0\r\n\r\n";

  private ChatEvents() {}

  /** A whole stream with one content event. */
  public static String response(String text) {
    return HEADERS + content(text) + END;
  }

  /** A content event. */
  public static String content(String text) {
    return delta("content", text);
  }

  /** An event of reasoning. */
  public static String reasoning(String text) {
    return delta("reasoning_content", text);
  }

  /** An error within a stream. */
  public static String error(String message) {
    return event(json(Map.of("error", Map.of("message", message, "type", "server_error"))));
  }

  /** A list of models. */
  public static String models(List<String> names) {
    List<Map<String, String>> models =
        names.stream().map(name -> Map.of("id", name, "object", "model")).toList();
    String body = json(Map.of("object", "list", "data", models));
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.getBytes(UTF_8).length, body);
  }

  private static String delta(String field, String text) {
    return event(
        json(Map.of("choices", List.of(Map.of("index", 0, "delta", Map.of(field, text))))));
  }

  private static String event(String data) {
    String event = "data: " + data + "\n\n";
    return Integer.toHexString(event.getBytes(UTF_8).length) + "\r\n" + event + "\r\n";
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
