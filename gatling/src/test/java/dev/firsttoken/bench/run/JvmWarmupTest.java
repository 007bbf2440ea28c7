package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class JvmWarmupTest {
  private static final Options OPTIONS =
      Options.from(Command.SWEEP, RawOptions.fromFlags(Map.of(), Map.of()));

  @Test
  void warmUpThatDoesNotEndIsClosedAndSaysSoOnce() throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CountDownLatch end = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    InetSocketAddress address = silent.getAddress();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      silent.setExecutor(threads);
      silent.createContext("/", exchange -> awaitQuietly(end));
      silent.start();
      JvmWarmup warmup =
          new JvmWarmup(silent, Duration.ofMillis(20), new PrintStream(err, true, UTF_8));

      warmup.begin(OPTIONS);
      warmup.await();
      warmup.await();
      end.countDown();
    }

    assertThat(err.toString(UTF_8)).isEqualTo("bench: the JVM warm-up did not end in 20 ms\n");
    assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
