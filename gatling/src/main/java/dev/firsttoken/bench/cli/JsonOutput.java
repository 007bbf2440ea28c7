package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.report.export.ResultFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * Output of a command whose JSON is no result of a run: a report for people, and JSON by the same
 * rule as everywhere.
 *
 * @param standardStreams streams by the command's {@code --json}
 * @param copy file for a copy of the JSON, or null for none
 */
record JsonOutput(StandardStreams standardStreams, @Nullable Path copy) {

  /** Reads the flag of a command that has no other output. */
  static JsonOutput of(ParseResult parsed, StandardStreams standardStreams) {
    return new JsonOutput(
        standardStreams.forJsonFlag(parsed),
        Output.forCopies(RawOptions.fromFlags(Flags.toSettings(parsed), Map.of()), List.of())
            .json());
  }

  /**
   * Prints the JSON unless people read standard output, and writes the copy.
   *
   * @throws java.io.UncheckedIOException naming the copy if it can't be written
   */
  void print(String json) {
    PrintStream out = standardStreams.json();
    if (out != null) {
      out.println(json);
      out.flush();
    }
    if (copy != null) {
      ResultFiles.writeCopy(json, copy);
    }
  }
}
