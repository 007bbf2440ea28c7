package dev.firsttoken.bench.monitor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** A real server process that uses CPU, memory or children on command: server.py. */
final class PythonServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader stdout;
  private final Writer stdin;
  private final int port;

  PythonServer() {
    try {
      String script =
          Path.of(Objects.requireNonNull(getClass().getResource("server.py")).toURI()).toString();
      process =
          new ProcessBuilder("python3", script)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      stdout = process.inputReader();
      stdin = process.outputWriter();
      port = Integer.parseInt(stdout.readLine());
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

  /** Runs a command to its end. */
  void execute(String command) {
    try {
      stdin.write(command + "\n");
      stdin.flush();
      if (!"done".equals(stdout.readLine())) {
        throw new AssertionError("not done: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops the process and waits for its end. */
  void stop() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
