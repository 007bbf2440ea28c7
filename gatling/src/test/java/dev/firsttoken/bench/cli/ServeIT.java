package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.servers.ProxyCode;
import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command serve: one process, from its start to its end. */
class ServeIT {
  private static final Pattern URL = Pattern.compile("First Token on (http://[^,]+), serving");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "INT, 130, --port=0",
    "TERM, 143, --port=0",
    "INT, 130, --memory=256m --port 0",
    "TERM, 143, --memory=256m --port 0"
  })
  void serveIsOneProcessThatASignalEnds(String signal, int status, String flags) throws Exception {
    try (BenchProcess serve = serve(("serve " + flags).split(" ", -1))) {
      int port = URI.create(serve.awaitErr(URL)).getPort();
      assertThat(ProxyCode.of(serve.pid())).isEqualTo(ProxyCode.JAR_WITH_AOT_CACHE);
      assertThat(serve.descendants()).isEmpty();

      serve.signal(signal);

      assertThat(serve.exitStatus()).isEqualTo(status);
      assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);
      assertThat(serve.out()).isEmpty();
    }
  }

  @Test
  void memoryIsNamedBeforeTheProxyStarts() {
    try (BenchProcess serve = serve("serve", "--memory=256m", "--port=0")) {
      serve.awaitErr(URL);

      assertThat(serve.err())
          .startsWith("bench: the proxy has 128 MiB of heap and 128 MiB of direct memory.\n");
    }
  }

  /** The input is the user's: a service manager or a shell in the background has none. */
  @ParameterizedTest
  @ValueSource(strings = {"--port=0", "--memory=256m --port=0"})
  void endOfStandardInputDoesNotEndIt(String flags) throws IOException {
    try (BenchProcess serve = serve(("serve " + flags).split(" ", -1))) {
      serve.awaitErr(URL);

      assertThat(Files.readString(Path.of("/proc", Long.toString(serve.pid()), "environ")))
          .contains("LLM_MODEL=synthetic")
          .doesNotContain("EXIT_ON_STDIN_EOF");
    }
  }

  private BenchProcess serve(String... args) {
    return BenchProcess.start(dir, Map.of("LLM_MODEL", "synthetic"), args);
  }

  private static void connect(int port) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }
}
