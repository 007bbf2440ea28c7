package dev.firsttoken.bench.testing;

import java.nio.charset.StandardCharsets;

/** Chat responses as a server sends them. */
public final class ChatResponses {
  public static final String STREAM_HEADERS =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  public static final String ROLE = data("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}");
  public static final String CONTENT = data("{\"choices\":[{\"delta\":{\"content\":\"word\"}}]}");
  public static final String REASONING =
      data("{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}");
  public static final String STOP =
      data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
  public static final String USAGE =
      data("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");
  public static final String ERROR = data("{\"error\":{\"message\":\"out of memory\"}}");
  public static final String DONE = data("[DONE]");

  private ChatResponses() {}

  /** Formats one event. */
  public static String data(String json) {
    return "data: " + json + "\n\n";
  }

  /** Formats one chunk of a chunked body. */
  public static String chunk(String data) {
    int length = data.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(length) + "\r\n" + data + "\r\n";
  }

  /** A complete event stream, one chunk per event. */
  public static String stream(String... events) {
    StringBuilder response = new StringBuilder(STREAM_HEADERS);
    for (String event : events) {
      response.append(chunk(event));
    }
    return response.append("0\r\n\r\n").toString();
  }

  /** A good stream with two words, usage and [DONE]. */
  public static String goodStream() {
    return stream(ROLE, CONTENT, CONTENT, STOP, USAGE, DONE);
  }

  /** A response with a content-length. */
  public static String plain(String statusLine, String contentType, String body) {
    return "HTTP/1.1 %s\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s"
        .formatted(statusLine, contentType, body.getBytes(StandardCharsets.UTF_8).length, body);
  }
}
