package dev.firsttoken.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.wire.testing.InstallCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp's server with a tiny model, in a process of its own that ends with this JVM at the
 * latest. It closes a connection right after each stream.
 */
final class Engine implements AutoCloseable {
  /** Name of the only model. */
  static final String MODEL = "tiny";

  /** Requests that it works on at the same time; more wait. */
  static final int SLOTS = 2;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static @Nullable Engine shared;

  private final Process process;
  private final URI url;

  private Engine(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Returns the engine that all classes share; it ends when this JVM closes its input. */
  static synchronized Engine shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** Starts an engine on a free port and waits until it listens. */
  static Engine start() {
    EngineInstallation installation = EngineInstallation.require();
    Path script = EngineInstallation.SOURCES.resolve("serve.py");
    try {
      Path log = Files.createTempFile(Path.of("target").toAbsolutePath(), "engine-", ".log");
      Process process =
          new ProcessBuilder(
                  InstallCache.command(
                      installation.python(), "-I", script, installation.model(), MODEL, SLOTS))
              .redirectError(log.toFile())
              .start();
      String address = process.inputReader(UTF_8).readLine();
      if (address == null) {
        throw new AssertionError("the engine did not start; its output is in " + log);
      }
      return new Engine(process, URI.create(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return url;
  }

  /** Base URL of its OpenAI API. */
  String baseUrl() {
    return url + "/v1";
  }

  int port() {
    return url.getPort();
  }

  /** Output tokens of all requests that have ended. */
  long tokens() {
    return Scrape.of(url).value("llamacpp:tokens_predicted_total");
  }

  /** Number of requests that wait for a slot. */
  long waiting() {
    return Scrape.of(url).value("llamacpp:requests_deferred");
  }

  /** Number of slots that work on a request. */
  long busySlots() {
    try {
      return StreamSupport.stream(
              JSON.readTree(Scrape.get(url.resolve("/slots"))).spliterator(), false)
          .filter(slot -> slot.required("is_processing").asBoolean())
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process as the kernel does when memory runs out. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
