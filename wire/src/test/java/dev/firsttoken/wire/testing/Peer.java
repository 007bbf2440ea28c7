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

/** One connection of a {@link ScriptedServer}, in the hands of its script. */
public final class Peer implements AutoCloseable {
  /**
   * A request as it came.
   *
   * @param head request line and headers, without the blank line
   * @param body as long as Content-Length said; the clients of these tests send no other
   */
  @SuppressWarnings("ArrayRecordComponent") // looked at in tests, never compared
  public record Request(String head, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The value of a header, null if it isn't there. */
    public @Nullable String header(String name) {
      String wanted = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
          .map(line -> line.substring(wanted.length()).strip())
          .findFirst()
          .orElse(null);
    }
  }

  private static final String END_OF_HEAD = "\r\n\r\n";

  private final Socket socket;
  private final InputStream in;
  private final List<Request> log;
  private final CountDownLatch gone = new CountDownLatch(1);
  private volatile boolean sending;
  private final AtomicLong sent = new AtomicLong();

  Peer(Socket socket, List<Request> log) throws IOException {
    this.socket = socket;
    this.log = log;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** The next request, whole; null when the other side has closed before it was. */
  public @Nullable Request readRequest() throws IOException {
    String head = readHead();
    if (head != null) {
      String length = new Request(head, new byte[0]).header("content-length");
      int wanted = length == null ? 0 : Integer.parseInt(length);
      byte[] body = in.readNBytes(wanted);
      if (body.length == wanted) {
        Request request = new Request(head, body);
        log.add(request);
        return request;
      }
    }
    gone.countDown();
    return null;
  }

  /** The head of the next request, its body left unread; null when the other side has closed. */
  public @Nullable String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEAD.length()) {
      int b = in.read();
      if (b < 0) {
        gone.countDown();
        return null;
      }
      head.write(b);
      matched = b == END_OF_HEAD.charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1).strip();
  }

  public void send(String bytes) throws IOException {
    send(bytes.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends at once, in one write. */
  public void send(byte[] bytes) throws IOException {
    sending = true;
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    sending = false;
    sent.addAndGet(bytes.length);
  }

  /** A {@link #send} has begun and not ended: it waits for the other side to read, perhaps. */
  public boolean sending() {
    return sending;
  }

  /** How many bytes have left so far: stands still while the other side doesn't read. */
  public long sent() {
    return sent.get();
  }

  /** Ends the stream in order: a FIN. */
  public void fin() throws IOException {
    socket.shutdownOutput();
  }

  /** Breaks the connection: an RST. */
  public void rst() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads until the other side closes or resets; what it sends meanwhile is dropped. */
  public void awaitClose() throws IOException {
    try {
      in.skipNBytes(Long.MAX_VALUE);
    } catch (EOFException e) {
      // The end that was waited for.
    } finally {
      gone.countDown();
    }
  }

  /** Waits, from the test's thread, until the script has seen the other side leave. */
  public boolean leftWithin(Duration patience) throws InterruptedException {
    return gone.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  void left(IOException why) {
    gone.countDown();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
