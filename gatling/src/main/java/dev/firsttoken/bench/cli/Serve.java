package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.load.AtExit;
import dev.firsttoken.bench.load.Health;
import dev.firsttoken.bench.load.ProxyCommand;
import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.BadOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The proxy in the foreground, until a signal ends both. */
final class Serve {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int PORT = 8080;

  private Serve() {}

  static CommandSpec command(Screen screen) {
    CommandSpec spec =
        Commands.command(
            new Commands.Words(
                "serve",
                "Runs the proxy in the foreground. Where it relays to is set by LLM_BASE_URL,"
                    + " LLM_API_KEY and LLM_MODEL; LLM_MODEL=synthetic makes streams by itself.",
                List.of(
                    "bench serve --upstream=http://localhost:1234/v1",
                    "LLM_MODEL=synthetic bench serve --port=8090")),
            List.of(),
            parsed -> run(parsed, screen));
    option(spec, "port", "N", "Where it listens; 0 takes a free one. Default: PORT, else " + PORT);
    option(spec, "host", "HOST", "The address it listens at. Default: the proxy's own, all.");
    option(spec, "upstream", "URL", "Instead of LLM_BASE_URL, like http://localhost:1234/v1");
    return spec;
  }

  private static void option(CommandSpec spec, String name, String label, String about) {
    spec.addOption(
        OptionSpec.builder("--" + name)
            .type(String.class)
            .paramLabel(label)
            .description(about)
            .build());
  }

  private static int run(ParseResult parsed, Screen screen) {
    String host = parsed.matchedOptionValue("--host", null);
    int port = free(host, port(parsed));
    ProcessBuilder builder = new ProcessBuilder(ProxyCommand.find().toList()).inheritIO();
    Map<String, String> env = builder.environment();
    env.put("PORT", Integer.toString(port));
    if (host != null) {
      env.put("MICRONAUT_SERVER_HOST", host);
    }
    String upstream = parsed.matchedOptionValue("--upstream", null);
    if (upstream != null) {
      env.put("LLM_BASE_URL", upstream);
    }
    try {
      Process proxy = builder.start();
      AtExit.first(() -> stop(proxy));
      String name = host == null ? "localhost" : host;
      URI url = URI.create("http://%s:%d".formatted(name, port));
      if (Health.await(proxy, url, START)) {
        screen.err().println(line(url, env));
      }
      return proxy.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.FAILED;
    }
  }

  private static String line(URI url, Map<String, String> env) {
    String upstream = env.getOrDefault("LLM_BASE_URL", "http://localhost:1234/v1");
    boolean synthetic = Ask.SYNTHETIC.equals(env.get("LLM_MODEL"));
    return "The proxy serves at %s (%s), upstream %s"
        .formatted(url, synthetic ? "synthetic" : "relay", upstream);
  }

  private static int port(ParseResult parsed) {
    String typed = parsed.matchedOptionValue("--port", System.getenv().getOrDefault("PORT", ""));
    try {
      int port = typed.isBlank() ? PORT : Integer.parseInt(typed);
      if (port >= 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadOption("--port=%s: must be a whole number from 0 to 65,535".formatted(typed));
  }

  /** The port itself, or a free one for 0; a taken one is said here and not by a stack trace. */
  private static int free(@Nullable String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(host == null ? new InetSocketAddress(port) : address(host, port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BadOption(
          "--port=%d: can't listen there: %s (--port=0 takes a free one)"
              .formatted(port, e.getMessage()));
    }
  }

  private static InetSocketAddress address(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new BadOption("--host=%s: unknown host".formatted(host));
    }
  }

  private static void stop(Process proxy) {
    proxy.destroy();
    try {
      if (!proxy.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        proxy.destroyForcibly();
      }
    } catch (InterruptedException e) {
      proxy.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
