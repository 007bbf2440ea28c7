package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JvmWarmupTest {
  private static final Options OPTIONS =
      Options.from(Command.SWEEP, RawOptions.fromFlags(Map.of(), Map.of()));
  private static final Duration NEVER_REACHED = Duration.ofHours(1);
  private static final int READ_TIMEOUT_MILLIS = 20_000;

  @Test
  void warmUpThatDoesNotEndIsClosedAndSaysSoOnce() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CountDownLatch received = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    silent.createContext("/", exchange -> received.countDown());
    silent.start();
    try (Socket waiting = new Socket()) {
      // A port that was freed may be another process's, but the end of a connection is the
      // server's.
      waiting.connect(silent.getAddress());
      waiting.getOutputStream().write("GET / HTTP/1.1\r\nhost: h\r\n\r\n".getBytes(UTF_8));
      received.await();
      JvmWarmup warmup =
          new JvmWarmup(
              silent, NEVER_REACHED, Duration.ofMillis(20), new PrintStream(err, true, UTF_8));

      warmup.begin(OPTIONS);
      warmup.await();
      warmup.await();

      assertThat(err.toString(UTF_8)).isEqualTo("bench: the JVM warm-up did not end in 20 ms\n");
      assertThat(isEndedByServer(waiting)).isTrue();
    }
  }

  private static boolean isEndedByServer(Socket socket) throws IOException {
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
