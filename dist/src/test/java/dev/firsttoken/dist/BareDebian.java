package dev.firsttoken.dist;

import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.InstallCache;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Debian without anything that is not essential, as debootstrap installs it. Commands run in
 * namespaces of their own: what they mount, start and write is gone when they end.
 *
 * @param root its root folder
 */
public record BareDebian(Path root) {
  private static final InstallCache CACHE = new InstallCache("debian");
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /** Address of the package archive; a local mirror can replace it. */
  private static final @Nullable String MIRROR = System.getProperty("debian.mirror");

  /** Mounts what a system has, and empty folders over those that are written to. */
  private static final String ENTER =
      """
      set -e
      mount -t proc proc "$1/proc"
      mount --rbind /dev "$1/dev"
      for folder in opt tmp root; do mount -t tmpfs tmpfs "$1/$folder"; done
      mount --bind "$2" "$1/mnt"
      exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh -ec "$3"
      """;

  /** Installs it once. Where that can't be done, the test is not run. */
  public static BareDebian installed(Class<?> test) throws IOException {
    requireRoot(test);
    String suite = suite();
    try {
      return new BareDebian(
          CACHE.install(suite, folder -> List.of(debootstrap(suite, folder), chmod(folder))));
    } catch (AssertionError e) {
      RequiredProgram.leaveOut(test, "debootstrap failed: " + lastLine(e));
      throw e;
    }
  }

  private static List<String> debootstrap(String suite, Path folder) {
    List<String> command = isolated("debootstrap", "--variant=minbase", suite, folder.toString());
    return MIRROR == null ? command : Stream.concat(command.stream(), Stream.of(MIRROR)).toList();
  }

  /** The folder of an installation is its owner's alone, and in it other users run. */
  private static List<String> chmod(Path folder) {
    return List.of("chmod", "755", folder.toString());
  }

  private static void requireRoot(Class<?> test) {
    if (!"root".equals(System.getProperty("user.name"))) {
      RequiredProgram.leaveOut(test, "only root can change the root");
    }
    for (String program : List.of("debootstrap", "unshare", "chroot")) {
      if (!RequiredProgram.isInPath(program)) {
        RequiredProgram.leaveOut(test, program + " is not in PATH");
      }
    }
    try {
      CommandRunner.run(isolated("true"), null, TIMEOUT);
    } catch (AssertionError e) {
      RequiredProgram.leaveOut(test, "there are no namespaces here: " + lastLine(e));
    }
  }

  private static String lastLine(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).strip();
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  /** The suite of this machine where it is a Debian, because its mirror has that for certain. */
  private static String suite() throws IOException {
    Properties release = new Properties();
    Path file = Path.of("/etc/os-release");
    if (Files.isReadable(file)) {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        release.load(reader);
      }
    }
    return "debian".equals(release.getProperty("ID"))
        ? release.getProperty("VERSION_CODENAME", "stable")
        : "stable";
  }

  /**
   * Runs a shell script in it and returns its standard output.
   *
   * @param shared folder of this machine that is {@code /mnt} there
   */
  public String run(Path shared, String script) {
    return CommandRunner.run(
        isolated("sh", "-c", ENTER, "sh", root.toString(), shared.toString(), script),
        null,
        TIMEOUT);
  }

  private static List<String> isolated(String... command) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
    words.addAll(List.of(command));
    return words;
  }
}
