package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Machine, versions and date of a measurement. */
final class MachineInfo {
  private MachineInfo() {}

  /** Describes the measurement in one paragraph of Markdown, with this command's arguments. */
  static String describe(String arguments) throws IOException {
    return "Measured %s on %s, Linux %s, with JDK %s, %s, commit %s, by `%s`."
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            ProcFs.processor(),
            System.getProperty("os.version"),
            Runtime.version(),
            firstLine("nginx", "-v").replace("nginx version: ", ""),
            firstLine("git", "describe", "--always", "--dirty"),
            ("proxy/src/perf/relay-cost " + arguments).strip());
  }

  private static String firstLine(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output.lines().findFirst().orElse("unknown");
  }
}
