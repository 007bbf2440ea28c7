package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.servers.ProxyCommand;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.servers.ShutdownSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code serve}: runs the proxy in the foreground until a signal stops both. */
final class ServeCommand {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_PORT = 0xffff;

  private ServeCommand() {}

  static CommandSpec command() {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "serve",
                "Runs the proxy in the foreground. LLM_BASE_URL, LLM_API_KEY and LLM_MODEL set the"
                    + " upstream. LLM_MODEL=synthetic alone serves synthetic streams, without an"
                    + " upstream.",
                List.of(
                    "bench serve --upstream=http://localhost:1234/v1",
                    "LLM_MODEL=synthetic bench serve --port=8090")),
            List.of(),
            ServeCommand::run);
    Flags.add(
        spec, "--port", "N", "Port to listen on; 0 takes a free one. Default: PORT, else 8080");
    Flags.add(
        spec, "--host", "HOST", "Address to listen on. Default: FIRST_TOKEN_HOST, else 127.0.0.1");
    Flags.add(
        spec,
        "--upstream",
        "URL",
        "Base URL of the model server. Default: LLM_BASE_URL, else http://localhost:1234/v1");
    return spec;
  }

  private static int run(ParseResult parsed) {
    ProcessBuilder builder =
        ProxyCommand.child(ProxyCommand.find().toList())
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    Map<String, String> env = builder.environment();
    putIfPresent(env, "PORT", parsePort(parsed));
    putIfPresent(env, "FIRST_TOKEN_HOST", parsed.matchedOptionValue("--host", null));
    putIfPresent(env, "LLM_BASE_URL", parsed.matchedOptionValue("--upstream", null));
    try {
      Process proxy = builder.start();
      ShutdownSteps.push(() -> ProxyProcess.stop(proxy, STOP_TIMEOUT));
      return proxy.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("can't start the proxy: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
  }

  private static void putIfPresent(Map<String, String> env, String name, @Nullable String value) {
    if (value != null) {
      env.put(name, value);
    }
  }

  private static @Nullable String parsePort(ParseResult parsed) {
    String text = parsed.matchedOptionValue("--port", null);
    if (text == null || (text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_PORT)) {
      return text;
    }
    throw new InvalidOptionException(
        "--port=%s: must be a whole number from 0 to 65,535".formatted(text));
  }
}
