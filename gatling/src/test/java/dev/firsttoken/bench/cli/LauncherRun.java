package dev.firsttoken.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Output and exit status of one run of the launcher, which has ended. */
record LauncherRun(int status, String out, String err) {
  /**
   * Runs a command in a directory, which receives its output as {@code stdout} and {@code stderr}.
   *
   * @throws AssertionError if it takes a minute; what it started is ended before it
   */
  static LauncherRun of(Path dir, Map<String, String> env, List<String> command)
      throws IOException, InterruptedException {
    Path out = dir.resolve("stdout");
    Path err = dir.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(env);
    Process process = builder.start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      // The descendants of a process that has ended are no longer found.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("still running; stderr: " + Files.readString(err));
    }
    return new LauncherRun(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Lines of standard output; the JDK and the Maven of a fake checkout print one word a line. */
  List<String> words() {
    return out.lines().toList();
  }
}
