package dev.firsttoken.wire.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client on a real loopback socket that sends just the bytes it is given, and reads strictly. */
public final class RawClient implements AutoCloseable {
  /**
   * An answer, framing taken off.
   *
   * @param headers status line and headers
   * @param body as far as it came
   * @param trailers lines behind the last chunk, each with its line end
   * @param complete whether the framing came to its end
   */
  @SuppressWarnings("ArrayRecordComponent") // looked at in tests, never compared
  public record Response(String headers, byte[] body, String trailers, boolean complete) {
    public int status() {
      return Integer.parseInt(headers.substring(9, 12));
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The value of a header, null if it isn't there. */
    public @Nullable String header(String name) {
      return new Peer.Request(headers, body).header(name);
    }
  }

  private final Socket socket;
  private final InputStream in;

  public RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    // So that a test fails instead of hanging; nothing is measured by it.
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The bytes of a chat request with this JSON as its body. */
  public static String chat(String json) {
    return "POST /v1/chat/completions HTTP/1.1\r\n"
        + "Host: localhost\r\n"
        + "Content-Type: application/json\r\n"
        + "Content-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  /** One whole exchange on a connection of its own. */
  public static Response request(int port, String request) throws IOException {
    try (RawClient client = new RawClient(port)) {
      client.send(request);
      return client.read();
    }
  }

  public void send(String bytes) throws IOException {
    send(bytes.getBytes(StandardCharsets.UTF_8));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads the next answer to its end, or to where the connection ends. */
  public Response read() throws IOException {
    String headers = readHeaders();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String trailers = null;
    try {
      trailers = readBody(new Peer.Request(headers, new byte[0]), body);
    } catch (EOFException | SocketException e) {
      // Told by what is missing.
    }
    return new Response(
        headers, body.toByteArray(), trailers == null ? "" : trailers, trailers != null);
  }

  /** Reads an answer's head and leaves its body unread. */
  public String readHeaders() throws IOException {
    StringBuilder headers = new StringBuilder();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      headers.append(line).append("\r\n");
    }
    return headers.toString();
  }

  /** Reads one chunk of a chunked body; empty for the last. */
  public byte[] readChunk() throws IOException {
    int size = Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
    byte[] data = readBytes(size);
    readLine();
    return data;
  }

  /**
   * The next bytes of a body, its framing taken off and read no further: what lies behind the last
   * of them, the end of its chunk too, is still to be read.
   *
   * @param headers the answer's
   */
  public byte[] readData(String headers, int length) throws IOException {
    if (new Peer.Request(headers, new byte[0]).header("transfer-encoding") == null) {
      return readBytes(length);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    while (data.size() < length) {
      if (data.size() > 0) {
        readLine();
      }
      int size = Integer.parseInt(readLine(), 16);
      data.writeBytes(readBytes(Math.min(size, length - data.size())));
    }
    return data.toByteArray();
  }

  /** All that still comes until the other side closes or resets, as Latin-1. */
  public String readRemaining() throws IOException {
    ByteArrayOutputStream remaining = new ByteArrayOutputStream();
    try {
      in.transferTo(remaining);
    } catch (SocketException e) {
      // A reset is an end, too.
    }
    return remaining.toString(StandardCharsets.ISO_8859_1);
  }

  /** Exactly that many bytes. */
  public byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** The next line, its end taken off: never a bare LF. */
  public String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("a line ends in a bare LF: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** The next byte, or -1 once the other side has closed. */
  public int readByte() throws IOException {
    return in.read();
  }

  /** Leaves with an RST instead of a FIN. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Adds the body to {@code body} as it comes, and returns its trailers. */
  private String readBody(Peer.Request headers, ByteArrayOutputStream body) throws IOException {
    String length = headers.header("content-length");
    if (length != null) {
      copy(Integer.parseInt(length), body);
      return "";
    }
    String transferEncoding = headers.header("transfer-encoding");
    if (transferEncoding == null) {
      in.transferTo(body);
      return "";
    }
    if (!transferEncoding.toLowerCase(Locale.ROOT).equals("chunked")) {
      throw new IOException("transfer-encoding " + transferEncoding);
    }
    while (true) {
      int size = Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return readHeaders();
      }
      copy(size, body);
      if (!readLine().isEmpty()) {
        throw new IOException("a chunk does not end where its size said");
      }
    }
  }

  /** As far as it comes, so that of a body that is cut the first part is there. */
  private void copy(int length, ByteArrayOutputStream body) throws IOException {
    byte[] buffer = new byte[Math.min(length, 8192)];
    int remaining = length;
    while (remaining > 0) {
      int read = in.read(buffer, 0, Math.min(remaining, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      body.write(buffer, 0, read);
      remaining -= read;
    }
  }
}
