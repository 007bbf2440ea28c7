package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.wire.call.CallResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of a request.
 *
 * @param detail reason in one line, or null if the request succeeded
 */
record Classification(Outcome outcome, @Nullable String detail) {
  private static final int MAX_CHARACTERS = 500;

  /** Enough of a body to recognize it. */
  private static final int MAX_BODY_CHARACTERS = 100;

  /** Classifies the end of a request. The detail of a failure names the URL. */
  static Classification classify(
      CallResult end, ResponseRecording recording, ClientContext clientContext) {
    Classification classified = classify(end, recording);
    String detail = classified.detail;
    return detail == null || classified.outcome == Outcome.ABORTED
        ? classified
        : new Classification(
            classified.outcome,
            truncate(clientContext.url() + ": " + detail, MAX_CHARACTERS)
                + advice(classified.outcome, recording, clientContext));
  }

  private static String advice(
      Outcome outcome, ResponseRecording recording, ClientContext clientContext) {
    String advice =
        switch (outcome) {
          case HTTP_STATUS ->
              recording.isPlain()
                  ? null
                  : StatusAdvice.find(
                      recording.status, clientContext.sent(), recording.errorMessage());
          case NO_DONE -> StreamAdvice.forEnd(recording);
          case NOT_A_STREAM -> adviceOnBody(recording);
          default -> null;
        };
    return advice == null ? "" : ". " + advice;
  }

  private static Classification classify(CallResult end, ResponseRecording recording) {
    return switch (end.outcome()) {
      case COMPLETED -> classifyComplete(recording);
      case CONNECT_FAILED, NO_DESCRIPTOR, LOOKUPS_BUSY ->
          failure(Outcome.CONNECT_FAILED, end, recording);
      case ADDRESS_REFUSED ->
          connectFailure(Outcome.CONNECT_FAILED, "the address is not allowed", end);
      case TLS_UNTRUSTED ->
          connectFailure(Outcome.TLS_FAILED, "the certificate is not trusted", end);
      case TLS_EXPIRED ->
          connectFailure(
              Outcome.TLS_FAILED, "the certificate has expired, or is not valid yet", end);
      case TLS_WRONG_NAME ->
          connectFailure(Outcome.TLS_FAILED, "the certificate is for another host", end);
      case TLS_FAILED -> failure(Outcome.TLS_FAILED, end, recording);
      case TIMED_OUT -> failure(Outcome.TIMED_OUT, end, recording);
      case TRUNCATED -> failure(Outcome.CUT, end, recording);
      case RESET -> failure(Outcome.RESET, end, recording);
      case MALFORMED -> failure(Outcome.MALFORMED, end, recording);
      case CANCELLED -> new Classification(Outcome.ABORTED, "the run ended before the request did");
    };
  }

  /** Classifies a complete response by its content. */
  private static Classification classifyComplete(ResponseRecording recording) {
    if (recording.status < 200 || recording.status > 299) {
      return new Classification(
          Outcome.HTTP_STATUS, withMessage("HTTP " + recording.status, recording));
    }
    if (recording.isPlain()) {
      return new Classification(Outcome.OK, null);
    }
    return recording.expected.isWhole() ? classifyWhole(recording) : classifyStream(recording);
  }

  private static Classification classifyWhole(ResponseRecording recording) {
    if (recording.error) {
      return new Classification(
          Outcome.ERROR_EVENT, withMessage("the response is an error", recording));
    }
    if (recording.failed) {
      return new Classification(
          Outcome.GENERATION_FAILED, "the finish reason is " + recording.finishReason);
    }
    if (recording.malformed || !recording.answered) {
      String api = recording.expected.endpoint().label();
      String reason =
          recording.jsonBody
              ? "the body is no response of " + api
              : "content-type " + recording.contentType + encoding(recording);
      return new Classification(Outcome.NOT_A_RESPONSE, withMessage(reason, recording));
    }
    return new Classification(Outcome.OK, null);
  }

  private static Classification classifyStream(ResponseRecording recording) {
    if (!recording.eventStream || (recording.otherType && !recording.answered)) {
      return new Classification(
          Outcome.NOT_A_STREAM,
          withoutBody("content-type " + recording.contentType + encoding(recording), recording));
    }
    if (recording.error) {
      return new Classification(
          Outcome.ERROR_EVENT, withMessage("the stream contains an error", recording));
    }
    int events = recording.events.size();
    if (recording.failed) {
      return new Classification(
          Outcome.GENERATION_FAILED,
          "the finish reason is %s, after %d content events"
              .formatted(recording.finishReason, events));
    }
    if (recording.malformed) {
      return new Classification(Outcome.MALFORMED, withMessage("an event is not JSON", recording));
    }
    String lastEvent = recording.expected.endpoint().lastEvent();
    if (events == 0) {
      return new Classification(
          Outcome.EMPTY_STREAM,
          "the stream ended without a content event"
              + (recording.done ? "" : " and without " + lastEvent));
    }
    boolean hasReason = recording.finishReason != null;
    if (recording.done || (hasReason && recording.expected.mayEndWithReason())) {
      return new Classification(Outcome.OK, null);
    }
    return new Classification(
        Outcome.NO_DONE,
        "the stream ended without %s, after %d content events".formatted(lastEvent, events));
  }

  private static String encoding(ResponseRecording recording) {
    return recording.encoding == null ? "" : ", content-encoding " + recording.encoding;
  }

  /** Adds the reason why no connection was made, which the detail alone may not show. */
  private static Classification connectFailure(Outcome outcome, String reason, CallResult end) {
    String detail = end.detail();
    return new Classification(outcome, detail == null ? reason : reason + ": " + detail);
  }

  private static Classification failure(
      Outcome outcome, CallResult end, ResponseRecording recording) {
    String detail = end.detail();
    String position =
        switch (outcome) {
          case CONNECT_FAILED, TLS_FAILED -> "";
          default ->
              end.noBytesReceived()
                  ? " (no byte of a response arrived)"
                  : describeProgress(recording);
        };
    String reason = detail == null ? "the request's timeout passed" : detail;
    return new Classification(outcome, withMessage(reason + position, recording));
  }

  private static String describeProgress(ResponseRecording recording) {
    if (!recording.expected.isStream()) {
      return String.format(
          Locale.ROOT,
          " (after %,d bytes of the body, HTTP %d)",
          recording.bytes,
          recording.status);
    }
    return " (after %d content events, HTTP %d)"
        .formatted(recording.events.size(), recording.status);
  }

  /** Adds what the server says, if it says anything. */
  private static String withMessage(String reason, ResponseRecording recording) {
    String message = recording.errorMessage();
    return message.isEmpty() ? reason : reason + ": " + message;
  }

  /** Leaves what the server says to {@link #adviceOnBody}, if there is advice. */
  private static String withoutBody(String reason, ResponseRecording recording) {
    return StreamAdvice.forBody(recording) == null ? withMessage(reason, recording) : reason;
  }

  /** Returns the advice before the body, which may be long and says less; null without advice. */
  private static @Nullable String adviceOnBody(ResponseRecording recording) {
    String advice = StreamAdvice.forBody(recording);
    return advice == null
        ? null
        : "%s. The body begins with %s"
            .formatted(advice, truncate(recording.bodyExcerpt(), MAX_BODY_CHARACTERS));
  }

  /** Cuts a line, but no character in two. */
  private static String truncate(String line, int max) {
    if (line.length() <= max) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(max - 1)) ? max - 1 : max;
    return line.substring(0, end) + "…";
  }
}
