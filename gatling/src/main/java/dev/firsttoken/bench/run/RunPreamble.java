package dev.firsttoken.bench.run;

import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.http.ProxyVariables;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.config.ConfigWriter;
import dev.firsttoken.wire.call.Origin;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Files and messages of a run before its load begins. */
final class RunPreamble {
  private RunPreamble() {}

  /**
   * Writes the options that the run was given. One that can't be repeated is still a run, so a
   * failure is only said.
   */
  static void writeConfig(Command command, Options options, Path dir, PrintStream err) {
    if (command == Command.CALIBRATE) {
      return; // It sets its options itself.
    }
    try {
      ConfigWriter.write(dir, command, options.givenOptions());
    } catch (IOException e) {
      err.println("bench: " + FileErrors.cannotWrite(dir.resolve(ConfigWriter.FILE_NAME), e));
    }
  }

  /** Says that a proxy of the environment is not used. */
  static void tellOfProxies(List<RunTarget> targets, PrintStream err) {
    targets.stream()
        .filter(RunTarget::isMeasurable)
        .map(target -> Origin.of(target.options().target().chatUrl()))
        .map(origin -> ProxyVariables.notice(origin, System.getenv()))
        .filter(Objects::nonNull)
        .distinct()
        .forEach(notice -> err.println("bench: " + notice));
  }
}
