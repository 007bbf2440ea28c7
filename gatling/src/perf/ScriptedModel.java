import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A model server whose delays are known: what it does is named by the request's model, and what it
 * really did stands on its standard output, a line a request: when its first bytes were read, and
 * when each content event and the end were handed to the socket, in nanoseconds of the monotonic
 * clock. Serves until its standard input ends.
 */
final class ScriptedModel {
  private static final int EVENTS = 40;
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SERVICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String REHEARSAL = "rehearsal";
  private static final int REHEARSALS = 2000;
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(true);
  private static final AtomicInteger SEED = new AtomicInteger();

  public static void main(String[] args) throws IOException {
    ServerSocket server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(() -> accept(server));
    rehearse(server);
    System.err.println("http://127.0.0.1:" + server.getLocalPort());
    while (System.in.read() >= 0) {
      // until whoever started it lets go
    }
    System.exit(0);
  }

  /** Answers itself until its own code is warm: a cold start would be no error of the client. */
  private static void rehearse(ServerSocket server) throws IOException {
    String body = "{\"model\":\"" + REHEARSAL + "\"}";
    byte[] request =
        ("POST / HTTP/1.1\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] end = "[DONE]\n\n\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      for (int i = 0; i < REHEARSALS; i++) {
        client.getOutputStream().write(request);
        for (int found = 0; found < end.length; ) {
          int next = in.read();
          found = next == end[found] ? found + 1 : next == end[0] ? 1 : 0;
        }
      }
    }
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        // Threads of the kernel: the reads of virtual ones wait for another thread to see them.
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int first = in.read(); first >= 0; first = in.read()) {
        long read = System.nanoTime();
        String body = request((char) first, in);
        String model = body.replaceFirst("(?s).*\"model\":\"([^\"]*)\".*", "$1");
        new Answer(socket.getOutputStream(), model, read).give();
      }
    } catch (IOException e) {
      // The client has left.
    }
  }

  /** The body of the request that begins with this. */
  private static String request(char first, InputStream in) throws IOException {
    StringBuilder head = new StringBuilder().append(first);
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("cut short");
      }
      head.append((char) next);
    }
    String length = head.toString().replaceFirst("(?is).*content-length: *(\\d+).*", "$1");
    return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
  }

  private static final class Answer {
    private final OutputStream out;
    private final String model;
    private final long read;
    private final List<Long> sent = new ArrayList<>();
    private long ended;
    private final SplittableRandom random = new SplittableRandom(SEED.incrementAndGet());
    private final StringBuilder waiting = new StringBuilder();

    Answer(OutputStream out, String model, long read) {
      this.out = out;
      this.model = model;
      this.read = read;
    }

    void give() throws IOException {
      boolean one = model.equals("overloaded");
      if (one) {
        ONE_AT_A_TIME.lock();
      }
      try {
        stream(one);
      } finally {
        if (one) {
          ONE_AT_A_TIME.unlock();
        }
      }
    }

    private void stream(boolean one) throws IOException {
      head();
      if (!model.equals("late-headers")) {
        flush();
      }
      if (model.equals("role-first")) {
        put("\"role\":\"assistant\",\"content\":\"\"");
        flush();
      }
      int events = one ? 2 : EVENTS;
      long due = one ? System.nanoTime() + SERVICE_NANOS : read + FIRST_NANOS;
      if (model.equals(REHEARSAL)) {
        due = read;
      }
      for (int i = 0; i < events; i++) {
        boolean held = model.equals("coalesced") && i % 2 == 0 && i > 0;
        String field = model.equals("reasoning-first") && i < 10 ? "reasoning_content" : "content";
        put("\"" + field + "\":\"some words more\"");
        long gap = model.equals("jittered") ? random.nextLong(2 * GAP_NANOS) : GAP_NANOS;
        long step = one || model.equals(REHEARSAL) ? 0 : gap;
        if (held) {
          due += step;
          continue; // Goes out with the next one.
        }
        byte[] bytes = taken();
        until(due);
        due += step;
        long now = System.nanoTime();
        out.write(bytes);
        while (sent.size() <= i) {
          sent.add(now);
        }
      }
      end();
      if (!model.equals(REHEARSAL)) {
        System.out.println(line());
      }
    }

    private void head() {
      waiting.append(
          "HTTP/1.1 200 OK\r\n"
              + "content-type: text/event-stream\r\n"
              + "transfer-encoding: chunked\r\n\r\n");
    }

    private void put(String delta) {
      chunk(
          "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
              + model
              + "\",\"choices\":[{\"index\":0,\"delta\":{"
              + delta
              + "},\"finish_reason\":null}]}\n\n");
    }

    private void end() throws IOException {
      chunk(
          "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
              + model
              + "\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":"
              + 3 * sent.size()
              + ",\"total_tokens\":1}}\n\n");
      chunk("data: [DONE]\n\n");
      waiting.append("0\r\n\r\n");
      byte[] bytes = taken();
      ended = System.nanoTime();
      out.write(bytes);
    }

    private void chunk(String data) {
      waiting.append(Integer.toHexString(data.length())).append("\r\n").append(data).append("\r\n");
    }

    private void flush() throws IOException {
      out.write(taken());
    }

    private byte[] taken() {
      byte[] bytes = waiting.toString().getBytes(StandardCharsets.US_ASCII);
      waiting.setLength(0);
      return bytes;
    }

    private static void until(long due) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private String line() {
      return "{\"model\":\"%s\",\"read\":%d,\"sent\":%s,\"ended\":%d}"
          .formatted(model, read, sent, ended);
    }
  }
}
