package dev.firsttoken.proxy.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the scripts of one language run on. It is installed under {@code target}, and again only
 * when what it is made from has changed: in between it needs no network.
 */
final class ClientInstaller {
  private static final Path SOURCES = Path.of("src", "clients").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target", "clients").toAbsolutePath();
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private ClientInstaller() {}

  /** The command that runs a script on Node, which looks for packages from where the script is. */
  static List<String> node(String script) {
    String versions = RequiredTool.NODE.version() + RequiredTool.NPM.version();
    Path folder = INSTALLED.resolve("node");
    copy(SOURCES.resolve("node"), folder);
    installOnce(
        folder,
        versions + read(folder.resolve("package-lock.json")),
        command("npm", "ci", "--prefix", folder, "--ignore-scripts", "--prefer-offline"));
    return command("node", folder.resolve(script));
  }

  /** The command that runs a script on Python, in an environment of its own. */
  static List<String> python(String script) {
    Path folder = INSTALLED.resolve("python");
    Path python = folder.resolve("venv").resolve("bin").resolve("python");
    Path requirements = SOURCES.resolve("python").resolve("requirements.txt");
    installOnce(
        folder,
        RequiredTool.PYTHON.version() + read(requirements),
        command("python3", "-m", "venv", "--clear", folder.resolve("venv")),
        command(python, "-m", "pip", "install", "--no-deps", "-r", requirements));
    return command(python, "-I", SOURCES.resolve("python").resolve(script));
  }

  /** The command that runs a source file on this JVM's JDK, with a class path of its own. */
  static List<String> java(String script) {
    Path folder = INSTALLED.resolve("java");
    Path pom = SOURCES.resolve("java").resolve("pom.xml");
    Path classPath = folder.resolve("classpath");
    installOnce(
        folder,
        read(pom),
        command(
            Path.of(System.getProperty("maven.home"), "bin", "mvn"),
            "-B",
            "-f",
            pom,
            "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
            "-Dmdep.outputFile=" + classPath,
            "dependency:build-classpath"));
    return command(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-Dstdout.encoding=UTF-8",
        "-cp",
        read(classPath),
        SOURCES.resolve("java").resolve(script));
  }

  private static List<String> command(Object... words) {
    return Arrays.stream(words).map(Object::toString).toList();
  }

  /** Installs into a folder, unless it was installed there from the same. */
  @SafeVarargs
  private static void installOnce(Path folder, String from, List<String>... commands) {
    Path stamp = folder.resolve("installed-from");
    if (Files.exists(stamp) && read(stamp).equals(from)) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(stamp);
      for (List<String> command : commands) {
        Commands.run(command, null, TIMEOUT);
      }
      Files.writeString(stamp, from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
