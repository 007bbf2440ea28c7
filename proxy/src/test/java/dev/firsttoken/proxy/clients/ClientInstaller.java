package dev.firsttoken.proxy.clients;

import static dev.firsttoken.wire.testing.InstallCache.command;

import dev.firsttoken.wire.testing.InstallCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Installs the libraries that the client scripts of one language need, once for each lock file and
 * tool version.
 */
final class ClientInstaller {
  private static final Path SOURCES = Path.of("src", "clients").toAbsolutePath();
  private static final Path NODE_SCRIPTS = Path.of("target", "client-scripts").toAbsolutePath();
  private static final InstallCache CACHE = new InstallCache("clients");

  private ClientInstaller() {}

  /**
   * Returns the command that runs a script on Node. Node looks for packages next to the script, so
   * the scripts are copied beside a link to the installed packages.
   */
  static List<String> node(String script) {
    Path sources = SOURCES.resolve("node");
    String versions = RequiredTool.NODE.version() + RequiredTool.NPM.version();
    Path installed =
        CACHE.install(
            versions + read(sources.resolve("package-lock.json")),
            folder -> {
              copyFiles(sources, folder);
              return List.of(
                  command("npm", "ci", "--prefix", folder, "--ignore-scripts", "--prefer-offline"));
            });
    copyFiles(sources, NODE_SCRIPTS);
    link(NODE_SCRIPTS.resolve("node_modules"), installed.resolve("node_modules"));
    return command("node", NODE_SCRIPTS.resolve(script));
  }

  /** Returns the command that runs a script on Python, in a virtual environment. */
  static List<String> python(String script) {
    Path sources = SOURCES.resolve("python");
    Path requirements = sources.resolve("requirements.txt");
    Path installed =
        CACHE.install(
            RequiredTool.PYTHON.version() + read(requirements),
            folder -> InstallCache.python(folder, requirements));
    return command(InstallCache.python(installed), "-I", sources.resolve(script));
  }

  /** Returns the command that runs a source file on this JVM's JDK. */
  static List<String> java(String script) {
    Path pom = SOURCES.resolve("java").resolve("pom.xml");
    Path installed =
        CACHE.install(
            read(pom),
            folder ->
                List.of(
                    command(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn"),
                        "-B",
                        "-f",
                        pom,
                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                        "-DoutputDirectory=" + folder,
                        "dependency:copy-dependencies")));
    return command(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-Dstdout.encoding=UTF-8",
        "-cp",
        installed.resolve("*"),
        SOURCES.resolve("java").resolve(script));
  }

  private static void link(Path link, Path target) {
    try {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyFiles(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
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
