package dev.firsttoken.wire.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link ScriptedServer}, controlled by its script. */
public final class Peer implements AutoCloseable {
  /**
   * A request as received.
   *
   * @param headers request line and headers, without the blank line
   * @param body body with the length of Content-Length; the tests' clients send no other kind
   */
  @SuppressWarnings("ArrayRecordComponent") // read in tests, never compared
  public record Request(String headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns the value of a header, or null if it is absent. */
    public @Nullable String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers
          .lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst()
          .orElse(null);
    }
  }

  private static final String END_OF_HEADERS = "\r\n\r\n";

  private final Socket socket;
  private final InputStream in;
  private final List<Request> log;
  private final CountDownLatch disconnected = new CountDownLatch(1);
  private volatile boolean isSending;
  private final AtomicLong sentBytes = new AtomicLong();

  Peer(Socket socket, List<Request> log) throws IOException {
    this.socket = socket;
    this.log = log;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Reads the next request.
   *
   * @return the request, or null if the client closed the connection before it was complete
   */
  public @Nullable Request readRequest() throws IOException {
    String headers = readHeaders();
    if (headers != null) {
      String length = new Request(headers, new byte[0]).header("content-length");
      int bodyLength = length == null ? 0 : Integer.parseInt(length);
      byte[] body = in.readNBytes(bodyLength);
      if (body.length == bodyLength) {
        Request request = new Request(headers, body);
        log.add(request);
        return request;
      }
    }
    disconnected.countDown();
    return null;
  }

  /**
   * Reads the request line and headers of the next request, and leaves its body unread.
   *
   * @return the headers, or null if the client closed the connection
   */
  public @Nullable String readHeaders() throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEADERS.length()) {
      int b = in.read();
      if (b < 0) {
        disconnected.countDown();
        return null;
      }
      headers.write(b);
      matched = b == END_OF_HEADERS.charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return headers.toString(StandardCharsets.ISO_8859_1).strip();
  }

  /** Reads and drops the body of a request, which is too large to be kept. */
  public void skipBody(String headers) throws IOException {
    String length = new Request(headers, new byte[0]).header("content-length");
    in.skipNBytes(length == null ? 0 : Long.parseLong(length));
  }

  public void send(String bytes) throws IOException {
    send(bytes.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends immediately, in one write. */
  public void send(byte[] bytes) throws IOException {
    isSending = true;
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    isSending = false;
    sentBytes.addAndGet(bytes.length);
  }

  /** True while {@link #send} is running; it may be waiting for the client to read. */
  public boolean isSending() {
    return isSending;
  }

  /** Number of bytes sent so far, which stalls while the client does not read. */
  public long sentBytes() {
    return sentBytes.get();
  }

  /** Ends the stream with a FIN. */
  public void fin() throws IOException {
    socket.shutdownOutput();
  }

  /** Breaks the connection with an RST. */
  public void rst() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Discards input until the client closes or resets the connection. */
  public void awaitClose() throws IOException {
    try {
      in.skipNBytes(Long.MAX_VALUE);
    } catch (EOFException e) {
      // The expected end.
    } finally {
      disconnected.countDown();
    }
  }

  /** Waits, on the test's thread, until the script has noticed that the client disconnected. */
  public boolean awaitDisconnect(Duration timeout) throws InterruptedException {
    return disconnected.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  void onDisconnect(IOException cause) {
    disconnected.countDown();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
