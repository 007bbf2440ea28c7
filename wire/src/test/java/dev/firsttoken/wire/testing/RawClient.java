package dev.firsttoken.wire.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Client on a real loopback socket that sends exactly the given bytes and parses strictly. */
public final class RawClient implements AutoCloseable {
  /**
   * A response without its framing.
   *
   * @param headers status line and headers
   * @param body body as far as received
   * @param trailers lines after the last chunk, each with its line end
   * @param complete true if the framing is complete
   */
  @SuppressWarnings("ArrayRecordComponent") // read in tests, never compared
  public record Response(String headers, byte[] body, String trailers, boolean complete) {
    public int status() {
      return Integer.parseInt(headers.substring(9, 12));
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns the value of a header, or null if it is absent. */
    public @Nullable String header(String name) {
      return new Peer.Request(headers, body).header(name);
    }
  }

  private final Socket socket;
  private final InputStream in;

  public RawClient(int port) throws IOException {
    this(port, new Socket());
  }

  private RawClient(int port, Socket unconnected) throws IOException {
    socket = unconnected;
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    // Makes a test fail instead of hang; it measures nothing.
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Connects with a receive buffer of that many bytes, which the kernel then does not enlarge by
   * tens of megabytes.
   */
  public static RawClient withReceiveBuffer(int port, int bytes) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(bytes);
    return new RawClient(port, socket);
  }

  /** Builds a chat request with this JSON as its body. */
  public static String chat(String json) {
    return "POST /v1/chat/completions HTTP/1.1\r\n"
        + "Host: localhost\r\n"
        + "Content-Type: application/json\r\n"
        + "Content-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  /** Sends a request on a new connection and reads the response. */
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

  /** Reads the next response to its end, or to the end of the connection. */
  public Response read() throws IOException {
    String headers = readHeaders();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String trailers = null;
    try {
      trailers = readBody(new Peer.Request(headers, new byte[0]), body);
    } catch (EOFException | SocketException e) {
      // The response is marked incomplete.
    }
    return new Response(
        headers, body.toByteArray(), trailers == null ? "" : trailers, trailers != null);
  }

  /** Reads the status line and headers of a response, and leaves its body unread. */
  public String readHeaders() throws IOException {
    StringBuilder headers = new StringBuilder();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      headers.append(line).append("\r\n");
    }
    return headers.toString();
  }

  /** Reads one chunk of a chunked body; the last one is empty. */
  public byte[] readChunk() throws IOException {
    int size = Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
    byte[] data = readBytes(size);
    readLine();
    return data;
  }

  /**
   * Reads the next bytes of a body without their framing. Whatever follows the last of them stays
   * unread, including the end of its chunk.
   *
   * @param headers headers of the response
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

  /** Reads everything until the server closes or resets the connection, as Latin-1. */
  public String readRemaining() throws IOException {
    ByteArrayOutputStream remaining = new ByteArrayOutputStream();
    try {
      in.transferTo(remaining);
    } catch (SocketException e) {
      // A reset also ends the stream.
    }
    return remaining.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads exactly this many bytes. */
  public byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Reads the next line without its CRLF, and fails on a bare LF. */
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

  /** Reads the next byte, or returns -1 if the server has closed the connection. */
  public int readByte() throws IOException {
    return in.read();
  }

  /** Closes the connection with an RST instead of a FIN. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Adds the body to {@code body} as it arrives, and returns its trailers. */
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
        throw new IOException("a chunk does not end after its size");
      }
    }
  }

  /** Copies what arrives, so that a truncated body still has its first part. */
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
