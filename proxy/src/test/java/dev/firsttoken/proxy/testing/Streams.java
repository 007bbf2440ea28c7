package dev.firsttoken.proxy.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A streamed chat as text: requests, the events of the response, and their framing. */
public final class Streams {
  public static final String STREAM_REQUEST = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
  public static final String BUFFERED_REQUEST = "{\"model\":\"m\",\"messages\":[]}";

  /** Headers of a chunked event stream. */
  public static final String STREAM_HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** Headers of an event stream that ends with its connection. */
  public static final String STREAM_HEADERS_UNTIL_CLOSE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  public static final String ROLE = event("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}");
  public static final String HELLO = content("Hello");
  public static final String WORLD = content(" wörld");
  public static final String USAGE =
      event("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}");
  public static final String DONE = event("[DONE]");

  /** The zero chunk, without trailers. */
  public static final String END = "0\r\n\r\n";

  /** Two content events and a usage of 7 tokens. */
  public static final String BODY = ROLE + HELLO + WORLD + USAGE + DONE;

  /** Response with that body, one chunk per event. */
  public static final String STREAM =
      STREAM_HEADERS + chunk(ROLE) + chunk(HELLO) + chunk(WORLD) + chunk(USAGE) + chunk(DONE) + END;

  private Streams() {}

  public static String event(String data) {
    return "data: " + data + "\n\n";
  }

  /** A content event. */
  public static String content(String text) {
    return event("{\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}");
  }

  public static String chunk(String data) {
    return Integer.toHexString(bytes(data).length) + "\r\n" + data + "\r\n";
  }

  /** A streamed response with this body in one chunk. */
  public static String stream(String body) {
    return STREAM_HEADERS + chunk(body) + END;
  }

  /** A streamed response with this body in chunks of {@code size} bytes. */
  public static byte[] streamInChunksOf(int size, byte[] body) {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    response.writeBytes(bytes(STREAM_HEADERS));
    for (int at = 0; at < body.length; at += size) {
      int length = Math.min(size, body.length - at);
      response.writeBytes(bytes(Integer.toHexString(length) + "\r\n"));
      response.write(body, at, length);
      response.writeBytes(bytes("\r\n"));
    }
    response.writeBytes(bytes(END));
    return response.toByteArray();
  }

  /** A non-streamed JSON response. */
  public static String jsonResponse(String json) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + bytes(json).length
        + "\r\n\r\n"
        + json;
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
