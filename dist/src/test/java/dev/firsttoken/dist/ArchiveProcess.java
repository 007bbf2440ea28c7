package dev.firsttoken.dist;

import dev.firsttoken.wire.testing.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The bench of an unpacked archive, with nothing of a JDK in its environment. */
final class ArchiveProcess extends ChildProcess {
  private ArchiveProcess(Path dir, ProcessBuilder builder) {
    super(dir, builder);
  }

  /**
   * Starts it in a working directory, which receives its output too.
   *
   * @param home folder of the archive
   */
  static ArchiveProcess start(Path home, Path dir, Map<String, String> env, String... args) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bench").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", dir.toString());
    builder.environment().putAll(env);
    return new ArchiveProcess(dir, builder);
  }
}
