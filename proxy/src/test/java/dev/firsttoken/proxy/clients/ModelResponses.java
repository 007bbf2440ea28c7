package dev.firsttoken.proxy.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Builds the responses of a model. */
final class ModelResponses {
  static final String STREAM_HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  static final String KEEP_ALIVE = ": keep-alive\n\n";
  static final String ROLE = delta("{\"role\":\"assistant\",\"content\":\"\"}");

  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7,\"total_tokens\":10}";

  private ModelResponses() {}

  static String text(String text) {
    return delta("{\"content\":\"" + text + "\"}");
  }

  static String reasoning(String text) {
    return delta("{\"reasoning_content\":\"" + text + "\"}");
  }

  /** First piece of a tool call, with its name and no arguments. */
  static String tool(int index, String name) {
    return toolCall(
        index,
        "\"id\":\"call_%d\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"\"}"
            .formatted(index, name));
  }

  /** Next piece of a tool call's arguments. */
  static String arguments(int index, String part) {
    return toolCall(
        index, "\"function\":{\"arguments\":\"%s\"}".formatted(part.replace("\"", "\\\"")));
  }

  /** End of a stream: finish reason, usage, {@code [DONE]} and the zero chunk. */
  static String end(String reason) {
    return chunk(event("{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}", ""))
        + chunk(event("", "," + USAGE))
        + chunk("data: [DONE]\n\n")
        + "0\r\n\r\n";
  }

  /** Non-streamed response. */
  static String buffered(String text) {
    return json(
        "200 OK",
        """
        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
        "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],%s}\
        """
            .formatted(text, USAGE));
  }

  static String error(String status, String message) {
    return json(
        status,
        "{\"error\":{\"message\":\"%s\",\"type\":\"t\",\"param\":null,\"code\":null}}"
            .formatted(message));
  }

  static String chunk(String data) {
    return Integer.toHexString(data.getBytes(UTF_8).length) + "\r\n" + data + "\r\n";
  }

  private static String json(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.getBytes(UTF_8).length, body);
  }

  private static String toolCall(int index, String call) {
    return delta("{\"tool_calls\":[{\"index\":%d,%s}]}".formatted(index, call));
  }

  private static String delta(String delta) {
    return event("{\"index\":0,\"delta\":%s,\"finish_reason\":null}".formatted(delta), "");
  }

  private static String event(String choices, String extraFields) {
    return """
    data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m",\
    "choices":[%s]%s}

    """
        .formatted(choices, extraFields);
  }
}
