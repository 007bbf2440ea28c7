package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.baselines.ProgramPath;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds wrk2 or wrk, and asks it which of the two it is. */
final class ProgramFinder {
  private static final Duration HELP_TIMEOUT = Duration.ofSeconds(5);
  private static final Pattern VERSION = Pattern.compile("(?m)^wrk (\\S{1,64}) ");
  private static final int MAX_SHOWN = 100;

  private static final String HOW_TO_GET =
      "Install wrk (Debian and Ubuntu: apt-get install wrk; macOS: brew install wrk), or build wrk2"
          + " as docs/wrk2.md says, and name it with --bin=FILE.";

  private ProgramFinder() {}

  /**
   * Finds the tool.
   *
   * @param bin its path or name, or null for wrk2, else wrk, in PATH
   * @throws InvalidOptionException if there is none, or if it is another program
   */
  static WrkProgram find(@Nullable String bin, Map<String, String> environment) {
    ProgramPath path = ProgramPath.of(environment);
    List<String> names =
        bin == null ? List.of(WrkTool.WRK2.label(), WrkTool.WRK.label()) : List.of(bin);
    for (String name : names) {
      Path file = name.isEmpty() ? null : path.find(name, Path.of("").toAbsolutePath());
      if (file != null) {
        return identify(file);
      }
    }
    throw new InvalidOptionException(
        bin == null
            ? "neither wrk2 nor wrk is in PATH. " + HOW_TO_GET
            : "--bin=%s: there is no such program. %s".formatted(bin, HOW_TO_GET));
  }

  /** Both print their version and their options for {@code -v}, and exit with 1. */
  private static WrkProgram identify(Path file) {
    String help = help(file);
    WrkTool tool = WrkTool.identify(help);
    if (tool == null) {
      throw new InvalidOptionException(
          "%s is neither wrk2 nor wrk: with -v it %s. %s"
              .formatted(file, describe(help), HOW_TO_GET));
    }
    Matcher version = VERSION.matcher(help);
    return new WrkProgram(file, tool, version.find() ? version.group(1) : "unknown");
  }

  private static String describe(String help) {
    String first =
        help.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    if (first.isEmpty()) {
      return "prints nothing";
    }
    return "prints \"%s\""
        .formatted(first.length() > MAX_SHOWN ? first.substring(0, MAX_SHOWN) + "…" : first);
  }

  private static String help(Path file) {
    try {
      Path output = Files.createTempFile("firsttoken-wrk", ".txt");
      try {
        new WrkProcess().run(List.of(file.toString(), "-v"), output, HELP_TIMEOUT);
        return RawOutput.read(output);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be asked for its version: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }
}
