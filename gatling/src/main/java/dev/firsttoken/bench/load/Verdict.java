package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.wire.call.CallEnd;
import org.jspecify.annotations.Nullable;

/**
 * How a request counts, and why in one line.
 *
 * @param detail null for a good one
 */
record Verdict(Outcome outcome, @Nullable String detail) {
  private static final int MOST_CHARACTERS = 500;

  static Verdict on(CallEnd end, Recording seen) {
    return switch (end.ending()) {
      case COMPLETED -> whole(seen);
      case CONNECT_FAILED -> broken(Outcome.CONNECT_FAILED, end, seen);
      case ADDRESS_REFUSED -> noWay(Outcome.CONNECT_FAILED, "the address is not allowed", end);
      case TLS_UNTRUSTED -> noWay(Outcome.TLS_FAILED, "the certificate is not trusted", end);
      case TLS_EXPIRED ->
          noWay(Outcome.TLS_FAILED, "the certificate has expired, or is not valid yet", end);
      case TLS_WRONG_NAME -> noWay(Outcome.TLS_FAILED, "the certificate is for another host", end);
      case TLS_FAILED -> broken(Outcome.TLS_FAILED, end, seen);
      case TIMED_OUT -> broken(Outcome.TIMED_OUT, end, seen);
      case CUT -> broken(Outcome.CUT, end, seen);
      case RESET -> broken(Outcome.RESET, end, seen);
      case MALFORMED -> broken(Outcome.MALFORMED, end, seen);
      case CANCELLED -> new Verdict(Outcome.ABORTED, "the run was ended before the request was");
    };
  }

  /** The answer came whole: what it was decides. */
  private static Verdict whole(Recording seen) {
    if (seen.status < 200 || seen.status > 299) {
      return new Verdict(Outcome.HTTP_STATUS, said("HTTP " + seen.status, seen));
    }
    if (!seen.stream) {
      String encoding = seen.encoding == null ? "" : ", content-encoding " + seen.encoding;
      return new Verdict(
          Outcome.NOT_A_STREAM, said("content-type " + seen.contentType + encoding, seen));
    }
    if (seen.error) {
      return new Verdict(Outcome.ERROR_EVENT, said("the stream carries an error", seen));
    }
    if (seen.malformed) {
      return new Verdict(Outcome.MALFORMED, said("an event is no JSON", seen));
    }
    if (seen.events.size() == 0) {
      return new Verdict(
          Outcome.EMPTY_STREAM,
          "the stream ended without a content event" + (seen.done ? "" : " and without [DONE]"));
    }
    if (!seen.done) {
      return new Verdict(
          Outcome.NO_DONE,
          "the stream ended without [DONE], after %d content events".formatted(seen.events.size()));
    }
    return new Verdict(Outcome.OK, null);
  }

  /** No connection, for a reason that the detail alone may not show. */
  private static Verdict noWay(Outcome outcome, String why, CallEnd end) {
    String detail = end.detail();
    return new Verdict(outcome, shortened(detail == null ? why : why + ": " + detail));
  }

  private static Verdict broken(Outcome outcome, CallEnd end, Recording seen) {
    String detail = end.detail();
    String where =
        switch (outcome) {
          case CONNECT_FAILED, TLS_FAILED -> "";
          default -> end.untouched() ? " (no byte of an answer came)" : progress(seen);
        };
    String what = detail == null ? "the request's timeout passed" : detail;
    return new Verdict(outcome, seen.error ? said(what, seen) : shortened(what + where));
  }

  private static String progress(Recording seen) {
    return " (after %d content events, HTTP %d)".formatted(seen.events.size(), seen.status);
  }

  private static String said(String what, Recording seen) {
    String excerpt = seen.excerptLine();
    return shortened(excerpt.isEmpty() ? what : what + ": " + excerpt);
  }

  private static String shortened(String line) {
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
