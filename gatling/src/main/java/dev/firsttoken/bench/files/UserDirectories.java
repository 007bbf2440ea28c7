package dev.firsttoken.bench.files;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Directories of the user for files outside a checkout.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory
 *     Specification</a>
 */
public final class UserDirectories {
  private static final String NAME = "first-token";

  private UserDirectories() {}

  /** Returns the directory of what can be made again. */
  public static Path cache(Map<String, String> environment) {
    return find(environment, "XDG_CACHE_HOME", ".cache");
  }

  /** Returns the directory of what outlives a run, such as logs. */
  public static Path state(Map<String, String> environment) {
    return find(environment, "XDG_STATE_HOME", ".local/state");
  }

  private static Path find(Map<String, String> environment, String variable, String fallback) {
    String configured = get(environment, variable);
    Path base = configured == null ? home(environment).resolve(fallback) : Path.of(configured);
    return base.toAbsolutePath().resolve(NAME);
  }

  /** The JVM takes the home directory from the user database, and does not know HOME. */
  private static Path home(Map<String, String> environment) {
    String home = get(environment, "HOME");
    return Path.of(home == null ? System.getProperty("user.home") : home);
  }

  private static @Nullable String get(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? null : value;
  }
}
