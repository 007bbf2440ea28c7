package dev.firsttoken.e2e.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged proxy in a process of its own, on a free loopback port. It ends with this JVM, even
 * if the JVM is killed.
 */
public final class StartedProxy implements AutoCloseable {
  private static final Path TARGET = Path.of("..", "proxy", "target");
  private static final Pattern READY_LINE = Pattern.compile("First Token on (http://[^,\\s]+).*");
  private static final int END_SECONDS = 10;

  private final Process process;
  private final URI url;

  private StartedProxy(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts the proxy and waits until it listens.
   *
   * @param settings its environment, which has nothing of this process's own
   * @throws IllegalStateException with its output, if it does not start
   */
  public static StartedProxy start(Map<String, String> settings) {
    ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PORT", "0", "DRAIN_TIMEOUT_MS", "500"));
    builder.environment().putAll(settings);
    builder.environment().put("EXIT_ON_STDIN_EOF", "true");
    try {
      Process process = builder.start();
      try {
        return new StartedProxy(process, awaitUrl(process.inputReader(UTF_8)));
      } catch (IOException | IllegalStateException e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + TARGET.resolve("proxy.jvmargs"));
    Path cache = TARGET.resolve("proxy.aot");
    if (Files.exists(cache)) {
      command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off"));
    }
    command.addAll(List.of("-jar", TARGET.resolve("proxy.jar").toString()));
    return command;
  }

  private static URI awaitUrl(BufferedReader output) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      Matcher ready = READY_LINE.matcher(line);
      if (ready.matches()) {
        // Read to the end, so that the proxy never waits for a full pipe.
        Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
        return URI.create(ready.group(1));
      }
    }
    throw new IllegalStateException("the proxy did not start: " + String.join("\n", lines));
  }

  /** Root of all its paths, without a trailing slash. */
  public String url() {
    return url.toString();
  }

  /** Scrapes its counters. */
  public CounterValues counters() {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/metrics")).build();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return new CounterValues(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the proxy was scraped", e);
    }
  }

  /** Kills the process and waits for its end. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the proxy did not end: process " + process.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
