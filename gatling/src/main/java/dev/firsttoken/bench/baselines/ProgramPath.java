package dev.firsttoken.bench.baselines;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folders in which commands are looked for, as in the variable PATH.
 *
 * @param folders names of folders, with separators between them
 */
public record ProgramPath(String folders) {
  public static ProgramPath of(Map<String, String> environment) {
    return new ProgramPath(environment.getOrDefault("PATH", ""));
  }

  /**
   * Finds the program of a command.
   *
   * @param command name in PATH, or a path if it has a slash
   * @param workingDirectory directory that a relative path starts from
   * @return the program, or null if there is none that can be executed
   */
  public @Nullable Path find(String command, Path workingDirectory) {
    if (command.contains("/")) {
      Path program = workingDirectory.resolve(command);
      return isProgram(program) ? program : null;
    }
    return Arrays.stream(folders.split(File.pathSeparator, -1))
        .map(folder -> workingDirectory.resolve(folder).resolve(command))
        .filter(ProgramPath::isProgram)
        .findFirst()
        .orElse(null);
  }

  /**
   * Checks that a command can be executed.
   *
   * @return null if it can be, else what is wrong with it: a clause
   */
  @Nullable String findProblem(String command, Path workingDirectory) {
    if (find(command, workingDirectory) != null) {
      return null;
    }
    return command.contains("/")
        ? "%s is not a program that can be executed".formatted(workingDirectory.resolve(command))
        : "the command %s is not in PATH".formatted(command);
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
