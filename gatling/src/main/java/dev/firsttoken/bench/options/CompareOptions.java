package dev.firsttoken.bench.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of a comparison, besides those of its load.
 *
 * @param targets servers in order; empty for all that can run
 * @param relays true if the servers relay the stream of one upstream, false if each sends its own
 * @param pin true to give client and servers cores of their own
 * @param markdown file for the table, or null for none
 */
public record CompareOptions(
    List<ComparedTarget> targets, boolean relays, boolean pin, @Nullable Path markdown) {
  private static final String SYNTHETIC = "synthetic";
  private static final String RELAY = "relay";

  public CompareOptions {
    targets = List.copyOf(targets);
  }

  static CompareOptions from(RawOptions rawOptions, OptionReader optionReader) {
    String mode = String.valueOf(rawOptions.text(Setting.MODE));
    if (!mode.equals(SYNTHETIC) && !mode.equals(RELAY)) {
      throw rawOptions.invalid(Setting.MODE);
    }
    boolean relays = mode.equals(RELAY);
    if (relays && RequestOptions.SYNTHETIC.equals(rawOptions.text(Setting.MODEL))) {
      throw rawOptions.invalid(
          Setting.MODEL,
          "must be another model with --mode=relay: a proxy answers this one itself");
    }
    return new CompareOptions(
        new TargetListReader(rawOptions, optionReader).read(),
        relays,
        optionReader.toggle(Setting.PIN),
        optionReader.writableFile(Setting.MARKDOWN));
  }
}
