package dev.firsttoken.proxy.meter;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Record of one ended request, without prompt, key and URL.
 *
 * @param model as the request names it or the proxy chose it, at most 256 characters; or null if it
 *     is not known
 * @param source or null if the request was rejected before that was known
 * @param status the HTTP status that it counts under, see {@link RequestOutcome#countedStatus}
 * @param tokens output tokens: as reported in usage, else content events
 * @param bytesOut bytes of the response's body, without chunk framing
 */
public record RequestRecord(
    String id,
    @Nullable String model,
    @Nullable RequestSource source,
    int status,
    RequestOutcome outcome,
    Moments moments,
    long tokens,
    long bytesOut) {

  /**
   * Moments of a request on the monotonic clock, in nanoseconds; {@link #NONE} for one that did not
   * come.
   *
   * @param headersRead its headers were read from the client
   * @param sentUpstream it was handed to a connection to the upstream
   * @param contentRead the first content event was read from the upstream
   * @param contentSent the first content event of a stream was handed to the client's socket
   * @param ended the last byte was handed to the client's socket, or the request was given up
   */
  public record Moments(
      long headersRead, long sentUpstream, long contentRead, long contentSent, long ended) {
    static final long NONE = Long.MIN_VALUE;

    /** Moments of a request that was not routed. */
    static Moments ofRejected(long headersRead, long ended) {
      return new Moments(headersRead, NONE, NONE, NONE, ended);
    }
  }

  /** Longest name of a model that is kept. */
  private static final int MAX_MODEL_LENGTH = 256;

  public RequestRecord {
    if (model != null && model.length() > MAX_MODEL_LENGTH) {
      model = model.substring(0, MAX_MODEL_LENGTH);
    }
  }

  /**
   * TTFT in microseconds: {@code contentSent − headersRead}; empty unless a stream had content. It
   * is the sum of {@link #upstreamMicros} and {@link #overheadMicros}.
   */
  public OptionalLong ttftMicros() {
    return between(moments.headersRead, moments.contentSent);
  }

  /**
   * The part of the TTFT that the proxy waited for the upstream, in microseconds: {@code
   * contentRead − sentUpstream}. A new connection and a second attempt on one are part of it. Empty
   * if there is no TTFT or no upstream.
   */
  public OptionalLong upstreamMicros() {
    return moments.contentSent == Moments.NONE
        ? OptionalLong.empty()
        : between(moments.sentUpstream, moments.contentRead);
  }

  /**
   * The rest of the TTFT, in microseconds: {@code TTFT − upstream}. The request's body was received
   * in it and read, the model looked up if need be, a free connection awaited, and the first
   * content passed on. Empty if either is.
   */
  public OptionalLong overheadMicros() {
    OptionalLong ttft = ttftMicros();
    OptionalLong upstream = upstreamMicros();
    return ttft.isPresent() && upstream.isPresent()
        ? OptionalLong.of(ttft.getAsLong() - upstream.getAsLong())
        : OptionalLong.empty();
  }

  /** Duration in microseconds: {@code ended − headersRead}. */
  public long durationMicros() {
    return toMicros(moments.ended - moments.headersRead);
  }

  private static OptionalLong between(long from, long to) {
    return from == Moments.NONE || to == Moments.NONE
        ? OptionalLong.empty()
        : OptionalLong.of(toMicros(to - from));
  }

  private static long toMicros(long nanos) {
    return (nanos + 500) / 1000;
  }
}
