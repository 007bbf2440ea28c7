package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.ComparedTarget;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Options of a comparison, besides those of its load.
 *
 * @param targets servers in order; empty for all that can run
 * @param work what the servers do
 * @param path path and query of the requests to a server that the bench starts
 * @param pin true to give client and servers cores of their own
 * @param markdown file for the table, or null for none
 */
public record CompareOptions(
    List<ComparedTarget> targets, Work work, String path, boolean pin, @Nullable Path markdown) {
  /** Path of the chat completions of every server that the bench starts. */
  static final String CHAT_PATH = "/v1/chat/completions";

  /** Work of the compared servers. */
  public enum Work {
    /** Each generates the synthetic stream itself. */
    SYNTHETIC("generates a stream itself"),
    /** Each relays the stream of one upstream. */
    RELAY("relays a stream"),
    /** Each responds to plain GET requests. */
    MICRO("responds to plain GET requests");

    private final String clause;

    Work(String clause) {
      this.clause = clause;
    }

    /** Says what one server does, as the rest of "a server that ...". */
    public String clause() {
      return clause;
    }

    /** Name in flags. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of all of them. */
    public static List<String> labels() {
      return Arrays.stream(values()).map(Work::label).toList();
    }

    /** Parses {@code --mode}. */
    static Work parse(RawOptions rawOptions) {
      String label = String.valueOf(rawOptions.text(Setting.MODE));
      return Arrays.stream(values())
          .filter(work -> work.label().equals(label))
          .findFirst()
          .orElseThrow(() -> rawOptions.invalid(Setting.MODE));
    }
  }

  public CompareOptions {
    targets = List.copyOf(targets);
  }

  static CompareOptions from(RawOptions rawOptions, OptionReader optionReader) {
    Work work = Work.parse(rawOptions);
    if (work == Work.RELAY && RequestOptions.SYNTHETIC.equals(rawOptions.text(Setting.MODEL))) {
      throw rawOptions.invalid(
          Setting.MODEL,
          "must be another model with --mode=relay: a proxy answers this one itself");
    }
    return new CompareOptions(
        new TargetListReader(rawOptions, optionReader).read(),
        work,
        work == Work.MICRO ? optionReader.urls().path() : CHAT_PATH,
        optionReader.toggle(Setting.PIN),
        optionReader.writableFile(Setting.MARKDOWN));
  }

  /** Returns the options of servers that respond to plain GET requests of a path. */
  public static CompareOptions ofPlain(List<ComparedTarget> targets, String path) {
    return new CompareOptions(targets, Work.MICRO, path, false, null);
  }

  /** Returns true if the servers relay the stream of one upstream. */
  public boolean relays() {
    return work == Work.RELAY;
  }
}
