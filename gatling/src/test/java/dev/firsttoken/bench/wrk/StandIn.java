package dev.firsttoken.bench.wrk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Shell script in place of wrk or wrk2, which prints the help of the tool.
 *
 * @param calls file with the arguments of each run
 */
public record StandIn(Path file, Path calls) {

  /** Creates a tool that prints a recorded output and exits as the tool did. */
  public static StandIn replaying(Path dir, WrkTool tool, String recorded) throws IOException {
    RecordedOutput output = RecordedOutput.read(recorded);
    Path text = Files.writeString(dir.resolve(recorded + ".txt"), output.text());
    return running(dir, tool, "cat '%s'; exit %d".formatted(text, output.exitStatus()));
  }

  /** Creates a tool that runs a script for each load. */
  public static StandIn running(Path dir, WrkTool tool, String script) throws IOException {
    String usage =
        RecordedOutput.read(tool == WrkTool.WRK ? "wrk-rate-refused" : "wrk2-norate").text();
    Path help =
        Files.writeString(
            dir.resolve("help.txt"),
            "wrk 4.1.0-recorded [epoll] Copyright (C) 2012 Will Glozer\n"
                + usage.substring(usage.indexOf("Usage:")));
    Path calls = dir.resolve("calls.txt");
    String[] lines = {
      "if [ \"$1\" = -v ]; then cat '%s'; exit 1; fi".formatted(help),
      "echo \"$@\" >>'%s'".formatted(calls),
      script
    };
    return new StandIn(program(dir.resolve("tool"), String.join("\n", lines)), calls);
  }

  /** Creates a program of a shell script. */
  public static Path program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("can't make " + file + " executable");
    }
    return file;
  }

  /** Returns the arguments of each run. */
  public List<String> readCalls() throws IOException {
    return Files.readAllLines(calls);
  }
}
