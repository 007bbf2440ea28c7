package dev.firsttoken.bench.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Help texts of the flags, from a file beside this class. */
final class SettingHelp {
  private static final String FILE = "help.properties";
  private static final Properties TEXTS = load();

  private SettingHelp() {}

  private static Properties load() {
    Properties texts = new Properties();
    try (InputStream in = Objects.requireNonNull(SettingHelp.class.getResourceAsStream(FILE))) {
      texts.load(new InputStreamReader(in, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + FILE, e);
    }
    return texts;
  }

  /**
   * Returns the help of a flag.
   *
   * @param flag name without its dashes
   * @throws IllegalStateException if the file has none
   */
  static String of(String flag) {
    String text = TEXTS.getProperty(flag);
    if (text == null) {
      throw new IllegalStateException("%s has no help of --%s".formatted(FILE, flag));
    }
    return text;
  }
}
