package dev.firsttoken.wire.testing;

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
 * Installations that tests need, in a cache outside the clone. Each is in a folder named after the
 * hash of all that decides what is installed, such as a lock file and the versions of the tools. So
 * the network is needed only once for each combination.
 */
public final class InstallCache {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Path root;

  /**
   * @param name folder of the cache below {@code first-token} in the user's cache directory
   */
  public InstallCache(String name) {
    root = cacheHome().resolve("first-token").resolve(name);
  }

  /**
   * Installs into the cache unless it is there. The commands run in a temporary folder, which is
   * renamed when it is complete, so that concurrent builds never see half an installation.
   *
   * @param key all that decides what the commands install
   * @param commands commands that install into a folder
   * @throws AssertionError with the output of a command that fails
   */
  public Path install(String key, Function<Path, List<List<String>>> commands) {
    Path installed = root.resolve(sha256(key));
    if (Files.isDirectory(installed)) {
      return installed;
    }
    try {
      Files.createDirectories(root);
      Path folder = Files.createTempDirectory(root, "installing-");
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

  /** Returns the commands that install a requirements file into a virtual environment. */
  public static List<List<String>> python(Path environment, Path requirements) {
    return List.of(
        command("python3", "-m", "venv", environment),
        command(python(environment), "-m", "pip", "install", "--no-deps", "-r", requirements));
  }

  /** Returns the Python of a virtual environment. */
  public static Path python(Path environment) {
    return environment.resolve("bin").resolve("python");
  }

  /** Returns the words of a command as text. */
  public static List<String> command(Object... words) {
    return Arrays.stream(words).map(Object::toString).toList();
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
        ? Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".cache")
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
}
