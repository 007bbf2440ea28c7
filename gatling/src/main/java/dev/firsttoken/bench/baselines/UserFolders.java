package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.files.UserDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Folders of the user for what is outside the checkout.
 *
 * @param cache what can be made again: prepared baselines
 * @param state logs, and what is up
 */
record UserFolders(Path cache, Path state) {
  private static final String NAME = "baselines";

  /** Returns the folders of the user who has these environment variables. */
  static UserFolders of(Map<String, String> environment) {
    return new UserFolders(
        UserDirectories.cache(environment).resolve(NAME),
        UserDirectories.state(environment).resolve(NAME));
  }

  /** Returns a sentence with the reason and the variables that move the folder. */
  static String cannotWriteCache(Path folder, IOException e) {
    return cannotWrite("cache", folder, e);
  }

  /** Returns a sentence with the reason and the variables that move the folder. */
  static String cannotWriteState(Path folder, IOException e) {
    return cannotWrite("state", folder, e);
  }

  private static String cannotWrite(String kind, Path folder, IOException e) {
    return "the %s folder %s. Set XDG_%s_HOME or HOME to a folder that can be written"
        .formatted(kind, FileErrors.cannotWrite(folder, e), kind.toUpperCase(Locale.ROOT));
  }
}
