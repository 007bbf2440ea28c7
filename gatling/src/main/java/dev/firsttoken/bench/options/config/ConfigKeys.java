package dev.firsttoken.bench.options.config;

import dev.firsttoken.bench.options.Setting;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys of a file of options: the flags, and what a recorded run needs besides. */
final class ConfigKeys {
  /** False in a recorded run: its environment may have been another one. */
  static final String ENVIRONMENT = "environment";

  private static final String DIGEST_SUFFIX = "-sha256";

  /** A key that needs more changes is another word. */
  private static final int MAX_DISTANCE = 3;

  private ConfigKeys() {}

  /** Returns the key with the digest of a setting's file. */
  static String digestOf(Setting setting) {
    return setting.flag() + DIGEST_SUFFIX;
  }

  /** Returns the setting with this flag, or null if there is none. */
  static @Nullable Setting setting(String key) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.flag().equals(key))
        .findAny()
        .orElse(null);
  }

  /** Returns the setting whose file the key has the digest of, or null if it is no such key. */
  static @Nullable Setting digested(String key) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.isInputFile() && digestOf(setting).equals(key))
        .findAny()
        .orElse(null);
  }

  /** Returns the key that was most likely meant, or null if none is near. */
  static @Nullable String nearest(String key) {
    return Stream.concat(Arrays.stream(Setting.values()).map(Setting::flag), Stream.of(ENVIRONMENT))
        .filter(name -> distance(name, key) <= Math.min(MAX_DISTANCE, name.length() / 2))
        .min(Comparator.comparingInt(name -> distance(name, key)))
        .orElse(null);
  }

  /** Levenshtein's distance: characters to insert, remove or replace. */
  private static int distance(String first, String second) {
    int[] row = new int[second.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= first.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= second.length(); j++) {
        int replaced = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[second.length()];
  }
}
