package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ProxyCode;
import dev.firsttoken.bench.servers.ProxyCommand;
import dev.firsttoken.bench.servers.ProxyMemory;
import dev.firsttoken.bench.servers.ProxyNotice;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.servers.ShutdownSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code serve}: runs the proxy in the foreground until a signal stops both. */
final class ServeCommand {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 20;
  private static final int MAX_PORT = 0xffff;
  private static final String DEFAULT_PORT = "8080";
  private static final String LOOPBACK = "127.0.0.1";
  private static final Set<String> CHECKED_HOSTS = Set.of(LOOPBACK, "localhost", "0.0.0.0");

  private ServeCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "serve",
                "Runs the proxy in the foreground. LLM_BASE_URL, LLM_API_KEY and LLM_MODEL set the"
                    + " upstream. LLM_MODEL=synthetic alone serves synthetic streams, without an"
                    + " upstream.",
                List.of(
                    "bench serve --upstream=http://localhost:1234/v1",
                    "LLM_MODEL=synthetic bench serve --port=8090",
                    "bench serve --memory=1g",
                    "bench serve --results=results")),
            List.of(),
            parsed -> run(parsed, standardStreams));
    Flags.add(
        spec, "--port", "N", "Port to listen on; 0 takes a free one. Default: PORT, else 8080");
    Flags.add(
        spec, "--host", "HOST", "Address to listen on. Default: FIRST_TOKEN_HOST, else 127.0.0.1");
    Flags.add(
        spec,
        "--upstream",
        "URL",
        "Base URL of the model server. Default: LLM_BASE_URL, else http://localhost:1234/v1");
    Flags.add(
        spec,
        "--memory",
        "SIZE",
        "Heap and direct memory of the proxy together, in equal parts, for example 1g. Default:"
            + " 512m");
    Flags.add(
        spec,
        "--results",
        "DIR",
        "Folder with the results of runs, for example results, which the pages show. Read-only."
            + " Default: RESULTS_DIR, else none");
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    ProxyMemory memory = parseMemory(parsed);
    ProxyBuild build = ProxyBuild.find();
    ProcessBuilder builder =
        ProxyCommand.child(ProxyCommand.of(build, memory))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    Map<String, String> env = builder.environment();
    putIfPresent(env, "PORT", parsePort(parsed));
    putIfPresent(env, "FIRST_TOKEN_HOST", parsed.matchedOptionValue("--host", null));
    putIfPresent(env, "LLM_BASE_URL", parsed.matchedOptionValue("--upstream", null));
    putIfPresent(env, "RESULTS_DIR", parseResults(parsed));
    requireFreePort(env);
    try {
      Process proxy = builder.start();
      ShutdownSteps.push(() -> ProxyProcess.stop(proxy, STOP_TIMEOUT));
      ProxyCode code = awaitCode(proxy);
      standardStreams.printNotice(code == null ? null : ProxyNotice.of(code, memory, build));
      return proxy.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("can't start the proxy: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
  }

  /** Waits until it shows what the proxy runs; null if it ends first, or where nothing shows it. */
  private static @Nullable ProxyCode awaitCode(Process proxy) throws InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    ProxyCode code = ProxyCode.of(proxy.pid());
    while (code == null
        && System.nanoTime() - deadline < 0
        && !proxy.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      code = ProxyCode.of(proxy.pid());
    }
    return code;
  }

  /**
   * Names the process that has the port: the proxy knows only that the port is taken. Of other
   * addresses than loopback and all, the proxy reports it.
   */
  private static void requireFreePort(Map<String, String> env) {
    String host = env.getOrDefault("FIRST_TOKEN_HOST", LOOPBACK);
    String text = env.getOrDefault("PORT", DEFAULT_PORT);
    int port = isPort(text) ? Integer.parseInt(text) : 0;
    if (port == 0 || !CHECKED_HOSTS.contains(host)) {
      return;
    }
    String others = new LocalPort(port).describeListeners();
    if (others != null) {
      throw new IllegalStateException(
          "the proxy can't start: port %d is taken by %s. Stop that first, or give another port: --port=%s; --port=0 takes a free one."
              .formatted(port, others, port == MAX_PORT ? port - 1 : port + 1));
    }
  }

  private static boolean isPort(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_PORT;
  }

  private static void putIfPresent(Map<String, String> env, String name, @Nullable String value) {
    if (value != null) {
      env.put(name, value);
    }
  }

  private static @Nullable ProxyMemory parseMemory(ParseResult parsed) {
    String text = parsed.matchedOptionValue("--memory", null);
    try {
      return text == null ? null : ProxyMemory.parse(text, ProxyMemory.machineBytes());
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException("--memory=%s: %s".formatted(text, e.getMessage()));
    }
  }

  private static @Nullable String parseResults(ParseResult parsed) {
    String text = parsed.matchedOptionValue("--results", null);
    try {
      Path folder = text == null ? null : Path.of(text).toAbsolutePath();
      if (folder == null || Files.isDirectory(folder)) {
        return folder == null ? null : folder.toString();
      }
    } catch (InvalidPathException e) {
      throw noResults(text);
    }
    throw noResults(text);
  }

  private static InvalidOptionException noResults(@Nullable String text) {
    return new InvalidOptionException("--results=%s: must be a directory".formatted(text));
  }

  private static @Nullable String parsePort(ParseResult parsed) {
    String text = parsed.matchedOptionValue("--port", null);
    if (text == null || isPort(text)) {
      return text;
    }
    throw new InvalidOptionException(
        "--port=%s: must be a whole number from 0 to 65,535".formatted(text));
  }
}
