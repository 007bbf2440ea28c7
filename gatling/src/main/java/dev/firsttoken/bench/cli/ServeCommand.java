package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ProxyCode;
import dev.firsttoken.bench.servers.ProxyCommand;
import dev.firsttoken.bench.servers.ProxyMemory;
import dev.firsttoken.bench.servers.ProxyNotice;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code serve}: prints the shell command that runs the proxy. The launcher becomes it,
 * so that no other process waits for the proxy. Where the flags need no JVM, it does so at once.
 */
final class ServeCommand {
  private static final int MAX_PORT = 0xffff;

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
    List<String> words = new ArrayList<>(List.of("env"));
    addIfPresent(words, "PORT", parsePort(parsed));
    addIfPresent(words, "FIRST_TOKEN_HOST", parsed.matchedOptionValue("--host", null));
    addIfPresent(words, "LLM_BASE_URL", parsed.matchedOptionValue("--upstream", null));
    addIfPresent(words, "RESULTS_DIR", parseResults(parsed));
    List<String> command = ProxyCommand.of(build, memory);
    words.addAll(command);
    standardStreams.printNotice(memory == null ? null : ProxyNotice.of(memory));
    if (command.contains(ProxyCommand.MAIN)) {
      standardStreams.printNotice(ProxyNotice.of(ProxyCode.CLASSES, build));
    }
    standardStreams
        .out()
        .println(
            words.stream().map(ServeCommand::quote).collect(Collectors.joining(" ", "exec ", "")));
    return ExitStatus.SUCCESS;
  }

  /** Quotes a word for a POSIX shell. */
  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static void addIfPresent(List<String> words, String name, @Nullable String value) {
    if (value != null) {
      words.add(name + "=" + value);
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
    if (text == null || (text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_PORT)) {
      return text;
    }
    throw new InvalidOptionException(
        "--port=%s: must be a whole number from 0 to 65,535".formatted(text));
  }
}
