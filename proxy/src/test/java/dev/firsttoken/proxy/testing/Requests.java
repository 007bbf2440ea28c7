package dev.firsttoken.proxy.testing;

import java.util.stream.Stream;

/** Requests as text, for any route and with any headers. */
public final class Requests {
  private Requests() {}

  /** Method and path of each relayed route. */
  public static Stream<String> routes() {
    return Stream.of(
        "POST /v1/chat/completions",
        "POST /api/chat/completions",
        "POST /v1/completions",
        "POST /v1/embeddings",
        "POST /v1/responses",
        "POST /v1/messages",
        "POST /v1/rerank",
        "GET /v1/models",
        "GET /api/models");
  }

  /**
   * A request with the Host {@code localhost}.
   *
   * @param route method and path
   * @param headers complete header lines without line ends
   */
  public static String to(String route, String... headers) {
    return withoutHost(route, "Host: localhost", String.join("\r\n", headers));
  }

  /** A streamed chat request. */
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
