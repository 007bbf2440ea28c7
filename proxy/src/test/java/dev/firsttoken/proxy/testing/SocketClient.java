package dev.firsttoken.proxy.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Raw client connection, byte by byte: it adds and hides nothing. */
public final class SocketClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** Connects to a loopback port. */
  public SocketClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
  }

  /** Sends text as it is. */
  public SocketClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Posts a JSON body to a path. */
  public SocketClient post(String path, String json) throws IOException {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return send(
        "POST %s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
            .formatted(path, length, json));
  }

  /** Reads the status line and the headers, with header names in lower case. */
  public List<String> readHeaders() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      lines.add(
          colon < 0
              ? line
              : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
    }
    return lines;
  }

  /**
   * Reads one chunk of a chunked body.
   *
   * @return the chunk, or null at the end of the body
   */
  public @Nullable String readChunk() throws IOException {
    int size = Integer.parseInt(readLine(), 16);
    String chunk = readBytes(size);
    if (!readLine().isEmpty()) {
      throw new IOException("a chunk is longer than its size");
    }
    return size == 0 ? null : chunk;
  }

  /** Reads all chunks of a chunked body. */
  public List<String> readChunks() throws IOException {
    List<String> chunks = new ArrayList<>();
    for (String chunk = readChunk(); chunk != null; chunk = readChunk()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  /** Reads exactly that many bytes. */
  public String readBytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(bytes.length + " of " + count + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads until the other side closes. */
  public String readRemaining() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Closes the connection with an RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) != '\n') {
      if (b < 0) {
        throw new EOFException("after: " + line.toString(StandardCharsets.UTF_8));
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
