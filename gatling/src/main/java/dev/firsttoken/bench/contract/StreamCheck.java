package dev.firsttoken.bench.contract;

import dev.firsttoken.bench.load.client.StatusAdvice;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.value.RequestHeaders;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Check of a response for what the bench needs: events with content that arrive one by one. */
final class StreamCheck {
  private static final String NAME = "streamed response";

  /** With fewer events, that all arrive at once shows nothing. */
  private static final int MIN_EVENTS_TO_JUDGE = 4;

  /** The response headers may share a read with the first event, and the end have its own. */
  private static final int MAX_READS_AT_ONCE = 2;

  private StreamCheck() {}

  /**
   * Checks the response.
   *
   * @throws ContractViolation if it can't be measured, with the way out
   */
  static CheckResult check(HttpResponse<TimedBody> response) {
    if (response.statusCode() != 200) {
      throw new ContractViolation(describeError(response));
    }
    String type = response.headers().firstValue("content-type").orElse("missing");
    if (!type.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length())) {
      throw new ContractViolation(
          "content-type is %s, expected text/event-stream: the server does not stream. Its response: %s"
              .formatted(type, TimedBody.excerpt(response.body().text())));
    }
    TimedBody body = response.body();
    ScannedStream stream = ScannedStream.of(body);
    String failure = stream.failure();
    if (failure != null) {
      throw new ContractViolation(failure);
    }
    if (stream.contentEvents() == 0) {
      throw new ContractViolation(
          "no event has content; the body begins with " + TimedBody.excerpt(body.text()));
    }
    return describe(body, stream.contentEvents());
  }

  private static CheckResult describe(TimedBody body, int contentEvents) {
    String detail =
        "%d content events in %d reads, the first after %.1f ms"
            .formatted(contentEvents, body.reads(), body.firstReadNanos() / 1e6);
    boolean atOnce = contentEvents >= MIN_EVENTS_TO_JUDGE && body.reads() <= MAX_READS_AT_ONCE;
    return atOnce
        ? CheckResult.warn(
            NAME,
            detail
                + ": they arrive at once, so TTFT is the time of the whole response. Something"
                + " buffers the stream; in nginx it is proxy_buffering")
        : CheckResult.pass(NAME, detail);
  }

  /** Describes a response that is no 200: status, URL, the server's words and the way out. */
  static String describeError(HttpResponse<TimedBody> response) {
    String message = response.body().errorMessage();
    return "HTTP %d from %s%s. %s"
        .formatted(
            response.statusCode(),
            response.uri(),
            message.isEmpty() ? "" : ": " + message,
            wayOut(response, message));
  }

  private static String wayOut(HttpResponse<TimedBody> response, String message) {
    int status = response.statusCode();
    if (status == 301 || status == 302 || status == 307 || status == 308) {
      return "Use the URL that it names: "
          + response.headers().firstValue("location").orElse("none");
    }
    String advice =
        StatusAdvice.find(
            status,
            StatusAdvice.Sent.withModelFlag(keySource(response), String.valueOf(response.uri())),
            message);
    return advice == null ? "See the server's log" : advice;
  }

  private static @Nullable String keySource(HttpResponse<TimedBody> response) {
    return response.request().headers().map().keySet().stream()
        .filter(RequestHeaders::isCredential)
        .map(
            name ->
                name.equalsIgnoreCase("authorization")
                    ? Target.API_KEY_SOURCE
                    : "the header " + name)
        .findFirst()
        .orElse(null);
  }
}
