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
 * really did stands on its standard output, a line a request: when the request was read, and when
 * each content event was handed to the socket, in nanoseconds of the monotonic clock. Serves until
 * its standard input ends.
 */
final class ScriptedModel {
  private static final int EVENTS = 40;
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SERVICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(true);
  private static final AtomicInteger SEED = new AtomicInteger();

  public static void main(String[] args) throws IOException {
    ServerSocket server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    System.err.println("http://127.0.0.1:" + server.getLocalPort());
    Thread.ofVirtual().start(() -> accept(server));
    while (System.in.read() >= 0) {
      // until whoever started it lets go
    }
    System.exit(0);
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String body = request(in); body != null; body = request(in)) {
        long read = System.nanoTime();
        String model = body.replaceFirst("(?s).*\"model\":\"([^\"]*)\".*", "$1");
        new Answer(socket.getOutputStream(), model, read).give();
      }
    } catch (IOException e) {
      // The client has left.
    }
  }

  /** The body of the next request, null where there is none. */
  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
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
      long due = (one ? System.nanoTime() + SERVICE_NANOS : read + FIRST_NANOS);
      for (int i = 0; i < events; i++) {
        boolean held = model.equals("coalesced") && i % 2 == 0 && i > 0;
        if (!held) {
          until(due);
        }
        due += model.equals("jittered") ? random.nextLong(2 * GAP_NANOS) : one ? 0 : GAP_NANOS;
        String field = model.equals("reasoning-first") && i < 10 ? "reasoning_content" : "content";
        put("\"" + field + "\":\"some words more\"");
        if (held) {
          continue; // Goes out with the next one.
        }
        long now = System.nanoTime();
        flush();
        while (sent.size() <= i) {
          sent.add(now);
        }
      }
      end();
      System.out.println(line());
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
      flush();
    }

    private void chunk(String data) {
      waiting.append(Integer.toHexString(data.length())).append("\r\n").append(data).append("\r\n");
    }

    private void flush() throws IOException {
      out.write(waiting.toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
      waiting.setLength(0);
    }

    private static void until(long due) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private String line() {
      return "{\"model\":\"" + model + "\",\"read\":" + read + ",\"sent\":" + sent + "}";
    }
  }
}
