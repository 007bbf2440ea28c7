package dev.firsttoken.proxy.meter;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One line per request, if the operator wants them. No line holds a key or a prompt. */
public final class AccessLog {
  /** A time that was not measured. */
  static final double NONE = -1;

  private final @Nullable Consumer<String> sink;

  /**
   * @param sink receives each line, or null to write none
   */
  public AccessLog(@Nullable Consumer<String> sink) {
    this.sink = sink;
  }

  /**
   * One ended request.
   *
   * @param model as it was requested or chosen, or null for none
   * @param ttftMillis or {@link #NONE}
   */
  record Entry(
      ReceivedRequest request,
      @Nullable String model,
      int status,
      RequestOutcome outcome,
      double ttftMillis,
      double durationMillis,
      long tokens,
      long bytes) {}

  boolean isEnabled() {
    return sink != null;
  }

  void write(Entry entry) {
    if (sink != null) {
      sink.accept(format(entry));
    }
  }

  private static String format(Entry entry) {
    return "%s %s model=%s status=%d outcome=%s ttft_ms=%s duration_ms=%s tokens=%d bytes=%d"
        .formatted(
            word(entry.request.method()),
            word(entry.request.route()),
            quote(entry.model),
            entry.status,
            entry.outcome.label(),
            millis(entry.ttftMillis),
            entry.request.method() == null ? "-" : millis(entry.durationMillis),
            entry.tokens,
            entry.bytes);
  }

  /** A method, which has no white space, but any other character that the client chose. */
  private static String word(@Nullable String text) {
    return text == null ? "-" : LogText.escape(text);
  }

  /** Quotes a name that a client chose, so that it can't pass for another field. */
  private static String quote(@Nullable String model) {
    return model == null
        ? "-"
        : '"' + LogText.escape(model.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  private static String millis(double value) {
    return value < 0 ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }
}
