package dev.firsttoken.bench.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** A real process that listens, and works, grows or has children as it is told: server.py. */
final class PythonServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final int port;

  PythonServer() {
    try {
      String script =
          Path.of(Objects.requireNonNull(getClass().getResource("server.py")).toURI()).toString();
      process =
          new ProcessBuilder("python3", script)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers = process.inputReader();
      orders = process.outputWriter();
      port = Integer.parseInt(answers.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/v1/chat/completions".formatted(port));
  }

  /** Returns when it is done. */
  void tell(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
      if (!"done".equals(answers.readLine())) {
        throw new AssertionError("not done: " + order);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Ends it, and waits for that. */
  void end() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
