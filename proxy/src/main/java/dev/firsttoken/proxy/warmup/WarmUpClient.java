package dev.firsttoken.proxy.warmup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Client on blocking sockets, which costs little where the server shares its processor. */
final class WarmUpClient {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MAX_RESPONSE_BYTES = 128 * 1024;
  private static final String END_OF_HEADERS = "\r\n\r\n";
  private static final String LAST_CHUNK = "0\r\n\r\n";
  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d{1,9})\r\n", Pattern.CASE_INSENSITIVE);

  private final long startNanos = System.nanoTime();
  private final WarmUpLimits limits;
  private final byte[] buffer = new byte[MAX_RESPONSE_BYTES];
  private int responses;

  /**
   * A request and its response.
   *
   * @param bytes the request
   * @param status of the response; another one ends the warm-up
   */
  @SuppressWarnings("ArrayRecordComponent") // read here alone, never compared
  record Request(byte[] bytes, int status) {}

  /**
   * @param limits whose time begins now
   */
  WarmUpClient(WarmUpLimits limits) {
    this.limits = limits;
  }

  int responses() {
    return responses;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /**
   * Opens new connections, sends a request on each of them at once, and reads the responses.
   *
   * @param times of the same on the same connections
   * @throws IOException if the time is up, or a response is not as expected
   */
  void burst(int port, int connections, int times, Request request) throws IOException {
    List<Socket> sockets = new ArrayList<>(connections);
    try {
      for (int i = 0; i < connections; i++) {
        Socket socket = new Socket(LOOPBACK, port);
        sockets.add(socket);
        socket.setTcpNoDelay(true);
      }
      for (int i = 0; i < times; i++) {
        for (Socket socket : sockets) {
          socket.setSoTimeout(remainingMillis());
          socket.getOutputStream().write(request.bytes());
        }
        for (Socket socket : sockets) {
          readResponse(socket.getInputStream(), request.status());
        }
      }
    } catch (SocketTimeoutException e) {
      throw timeIsUp();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /**
   * Does nothing unless the warm-up has to end.
   *
   * @throws InterruptedIOException if the time is up, or the proxy is shutting down
   */
  void requireTime() throws InterruptedIOException {
    remainingMillis();
  }

  private int remainingMillis() throws InterruptedIOException {
    if (limits.isStopping().getAsBoolean()) {
      throw new InterruptedIOException("the proxy is shutting down");
    }
    long millis = limits.time().minus(elapsed()).toMillis();
    if (millis <= 0) {
      throw timeIsUp();
    }
    return (int) millis;
  }

  private SocketTimeoutException timeIsUp() {
    return new SocketTimeoutException("WARM_UP_MS=%d is over".formatted(limits.time().toMillis()));
  }

  private void readResponse(InputStream in, int status) throws IOException {
    int length = 0;
    String text;
    do {
      int count = in.read(buffer, length, buffer.length - length);
      if (count <= 0) {
        throw new EOFException("a response is cut off or too long");
      }
      length += count;
      text = new String(buffer, 0, length, ISO_8859_1);
    } while (!isComplete(text));
    if (!text.startsWith("HTTP/1.1 " + status)) {
      throw new IOException("unexpected response: " + text.lines().findFirst().orElse(""));
    }
    responses++;
  }

  private static boolean isComplete(String text) {
    int end = text.indexOf(END_OF_HEADERS);
    if (end < 0) {
      return false;
    }
    Matcher length = CONTENT_LENGTH.matcher(text).region(0, end + 2);
    return length.find()
        ? text.length() >= end + END_OF_HEADERS.length() + Integer.parseInt(length.group(1))
        : text.endsWith(LAST_CHUNK);
  }
}
