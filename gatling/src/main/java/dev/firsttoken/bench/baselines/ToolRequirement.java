package dev.firsttoken.bench.baselines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Command that a baseline needs.
 *
 * @param command name of a program
 * @param minVersion lowest version that will do, or null for any
 * @param versionFlag argument with which it prints its version
 */
record ToolRequirement(String command, @Nullable ToolVersion minVersion, String versionFlag) {
  private static final int TIMEOUT_SECONDS = 20;

  /**
   * Looks for the command and its version.
   *
   * @param baseline name of the baseline that needs it, for messages
   * @param path folders of programs, as in the variable PATH
   * @return what the command prints of its version, empty if it fails and any version will do
   * @throws ToolMissingException if there is none that will do
   */
  String check(String baseline, String path) {
    Path program = new ProgramPath(path).find(command, Path.of("").toAbsolutePath());
    if (program == null) {
      String version = minVersion == null ? "" : ", %s or newer".formatted(minVersion);
      throw new ToolMissingException(
          command.equals(baseline)
              ? "%s is not in PATH%s.".formatted(command, version)
              : "%s is not in PATH: %s needs it%s.".formatted(command, baseline, version));
    }
    String output = printVersion(program);
    if (minVersion == null) {
      return output;
    }
    ToolVersion version = ToolVersion.find(output);
    if (version == null) {
      throw new ToolMissingException(
          "%s %s shows no version: %s needs %s or newer."
              .formatted(program, versionFlag, baseline, minVersion));
    }
    if (version.compareTo(minVersion) < 0) {
      throw new ToolMissingException(
          "%s %s is too old: %s needs %s or newer."
              .formatted(command, version, baseline, minVersion));
    }
    return output;
  }

  /** Returns the output of the version flag, empty if that fails or hangs. */
  private String printVersion(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), versionFlag).redirectErrorStream(true).start();
      try {
        process.getOutputStream().close();
        // A pipe holds more than any tool prints here, so it ends before its output is read.
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0
            ? new String(process.getInputStream().readAllBytes(), UTF_8).strip()
            : "";
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return ""; // not a program of this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
