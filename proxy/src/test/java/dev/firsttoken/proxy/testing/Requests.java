package dev.firsttoken.proxy.testing;

import java.util.stream.Stream;

/** Requests for any route, as text, with headers to choose. */
public final class Requests {
  private Requests() {}

  /** Method and path of all that is relayed. */
  public static Stream<String> routes() {
    return Stream.of(
        "POST /v1/chat/completions",
        "POST /api/chat/completions",
        "POST /v1/completions",
        "POST /v1/embeddings",
        "POST /v1/responses",
        "GET /v1/models",
        "GET /api/models");
  }

  /**
   * A request for the local host.
   *
   * @param route method and path
   * @param headers whole lines without their ends
   */
  public static String to(String route, String... headers) {
    return withoutHost(route, "Host: localhost", String.join("\r\n", headers));
  }

  /** A streamed chat. */
  public static String chat(String... headers) {
    return to("POST /v1/chat/completions", headers);
  }

  /** The same without a Host header. */
  public static String withoutHost(String route, String... headers) {
    String body = route.startsWith("POST") ? Streams.STREAM_REQUEST : "";
    StringBuilder request = new StringBuilder(route).append(" HTTP/1.1\r\n");
    for (String header : headers) {
      if (!header.isEmpty()) {
        request.append(header).append("\r\n");
      }
    }
    if (!body.isEmpty()) {
      request.append("Content-Type: application/json\r\nContent-Length: ").append(body.length());
      request.append("\r\n");
    }
    return request.append("\r\n").append(body).toString();
  }
}
