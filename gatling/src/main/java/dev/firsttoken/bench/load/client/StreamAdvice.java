package dev.firsttoken.bench.load.client;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the user can do about a server whose responses differ from what the bench expects. */
final class StreamAdvice {
  private static final Pattern EVENT_STREAM = Pattern.compile("(data|event|id|retry)?:");

  private StreamAdvice() {}

  /**
   * Returns advice on a stream without its last event, as a sentence without its full stop.
   *
   * @return the advice, or null if the stream may have been cut
   */
  static @Nullable String forEnd(ResponseRecording recording) {
    return recording.finishReason == null
        ? null
        : "It has a finish reason (%s): --end=finish takes that for the end"
            .formatted(recording.finishReason);
  }

  /**
   * Returns advice on a body that is no event stream by its type, as a sentence without its full
   * stop.
   *
   * @return the advice, or null if no flag helps
   */
  static @Nullable String forBody(ResponseRecording recording) {
    String body = recording.bodyExcerpt();
    if (recording.encoding != null || recording.otherType) {
      return null;
    }
    if (EVENT_STREAM.matcher(body).lookingAt()) {
      return "The body looks like an event stream: --any-content-type reads it";
    }
    return body.startsWith("{") && !body.contains("\"error\"")
        ? "The server does not stream here: --no-stream measures whole responses"
        : null;
  }
}
