package dev.firsttoken.bench.baselines;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folders of the user for what is outside the checkout.
 *
 * @param cache what can be made again: prepared baselines
 * @param state logs, and what is up
 */
record UserFolders(Path cache, Path state) {
  private static final String NAME = "baselines";

  /** Returns the folders below {@code XDG_CACHE_HOME} and {@code XDG_STATE_HOME}. */
  static UserFolders of(Map<String, String> environment) {
    return new UserFolders(
        folder(environment.get("XDG_CACHE_HOME"), ".cache"),
        folder(environment.get("XDG_STATE_HOME"), ".local/state"));
  }

  private static Path folder(@Nullable String configured, String fallback) {
    Path base =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), fallback)
            : Path.of(configured);
    return base.toAbsolutePath().resolve("first-token").resolve(NAME);
  }
}
