package dev.firsttoken.netty;

import org.jspecify.annotations.Nullable;

/** Measurements of one request. A request that ends is counted once. */
final class RequestMeter {
  private static final int CLIENT_LEFT = 499;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Models models;
  private final long receivedNanos = System.nanoTime();
  private ModelCounts counts;
  private long tokens;
  private long bytesOut;
  private boolean inFlight;
  private boolean ended;

  /** Starts to measure a request whose headers were just read. */
  RequestMeter(Models models) {
    this.models = models;
    this.counts = models.other();
  }

  /**
   * Puts the request in flight, once it is valid.
   *
   * @param model as the request names it, or null if it names none
   */
  void begin(@Nullable String model) {
    counts = models.of(model);
    inFlight = true;
    counts.inFlight.inc();
  }

  /** Counts nothing from here on: the request is valid, and for no chat completion. */
  void skip() {
    ended = true;
  }

  /** Records the TTFT: the first content event was handed to the socket. */
  void onFirstContent() {
    counts.ttft.observe(elapsedMillis());
  }

  void addTokens(int number) {
    tokens += number;
  }

  /** Counts bytes of the body that are handed to the socket. */
  void addBytesOut(long number) {
    bytesOut += number;
  }

  void endComplete() {
    end(200, null);
  }

  void endClientLeft() {
    end(CLIENT_LEFT, "client_gone");
  }

  void endFailed(RequestError error) {
    end(error.status().code(), error.reason());
  }

  /**
   * Only the first call has an effect. The request is counted last: a scrape that has it has all.
   */
  private void end(int status, @Nullable String reason) {
    if (ended) {
      return;
    }
    ended = true;
    counts.duration.observe(elapsedMillis());
    counts.tokens.inc(tokens);
    counts.bytesOut.inc(bytesOut);
    if (reason != null) {
      counts.countError(reason);
    }
    if (inFlight) {
      counts.inFlight.dec();
    }
    counts.countRequest(status);
  }

  private double elapsedMillis() {
    return (System.nanoTime() - receivedNanos) / NANOS_PER_MILLI;
  }
}
