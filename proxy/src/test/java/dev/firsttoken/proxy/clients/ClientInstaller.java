package dev.firsttoken.proxy.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Installs the libraries that the client scripts of one language need. They go into a cache outside
 * the clone, in a folder named after the hash of the lock file and the tool versions. So the
 * network is needed only once for each combination.
 */
final class ClientInstaller {
  private static final Path SOURCES = Path.of("src", "clients").toAbsolutePath();
  private static final Path NODE_SCRIPTS = Path.of("target", "client-scripts").toAbsolutePath();
  private static final Path CACHE = cacheHome().resolve("first-token").resolve("clients");
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private ClientInstaller() {}

  /**
   * Returns the command that runs a script on Node. Node looks for packages next to the script, so
   * the scripts are copied beside a link to the installed packages.
   */
  static List<String> node(String script) {
    Path sources = SOURCES.resolve("node");
    String versions = RequiredTool.NODE.version() + RequiredTool.NPM.version();
    Path installed =
        install(
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
        install(
            RequiredTool.PYTHON.version() + read(requirements),
            folder ->
                List.of(
                    command("python3", "-m", "venv", folder),
                    command(
                        python(folder), "-m", "pip", "install", "--no-deps", "-r", requirements)));
    return command(python(installed), "-I", sources.resolve(script));
  }

  /** Returns the command that runs a source file on this JVM's JDK. */
  static List<String> java(String script) {
    Path pom = SOURCES.resolve("java").resolve("pom.xml");
    Path installed =
        install(
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

  private static Path python(Path environment) {
    return environment.resolve("bin").resolve("python");
  }

  private static List<String> command(Object... words) {
    return Arrays.stream(words).map(Object::toString).toList();
  }

  /**
   * Installs into the cache unless it is there. The commands run in a temporary folder, which is
   * renamed when it is complete, so that concurrent builds never see half an installation.
   */
  private static Path install(String key, Function<Path, List<List<String>>> commands) {
    Path installed = CACHE.resolve(sha256(key));
    if (Files.isDirectory(installed)) {
      return installed;
    }
    try {
      Files.createDirectories(CACHE);
      Path folder = Files.createTempDirectory(CACHE, "installing-");
      try {
        for (List<String> command : commands.apply(folder)) {
          CommandRunner.run(command, null, TIMEOUT);
        }
        publish(folder, installed);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return installed;
  }

  private static void publish(Path folder, Path installed) throws IOException {
    try {
      Files.move(folder, installed, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(installed)) {
        throw e;
      }
      // Another build has installed the same in the meantime.
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Path cacheHome() {
    @Nullable String configured = System.getenv("XDG_CACHE_HOME");
    return configured == null || configured.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }

  private static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
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
