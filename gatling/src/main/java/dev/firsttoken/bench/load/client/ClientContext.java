package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all users share: where they connect, what they ask, how long they wait, and who is told of
 * each sample.
 *
 * @param apiKey taken out of whatever a server says, should it echo it
 * @param recorder called on the users' event loops, or where answers' texts are read
 * @param inFlight how many requests are being answered now, for whoever looks on
 */
public record ClientContext(
    Dialer dialer,
    Workload workload,
    Duration timeout,
    @Nullable String apiKey,
    Consumer<Sample> recorder,
    AtomicInteger inFlight) {

  /** Characters: less of a key says nothing. */
  private static final int MIN_REDACTED_LENGTH = 4;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Prepares the dialer and the shared state of all users.
   *
   * @throws IllegalArgumentException naming the CA file, if it can't be used
   */
  public static ClientContext forTarget(
      Target target, Workload workload, Consumer<Sample> recorder) {
    Origin origin = Origin.of(target.chatUrl());
    Duration connectTimeout =
        target.timeout().compareTo(CONNECT_TIMEOUT) < 0 ? target.timeout() : CONNECT_TIMEOUT;
    return new ClientContext(
        new Dialer(
            origin, connectTimeout, origin.tls() ? Dialer.clientSslContext(target.caFile()) : null),
        workload,
        target.timeout(),
        target.apiKey(),
        recorder,
        new AtomicInteger());
  }

  void record(Sample sample) {
    recorder.accept(sample);
  }

  /** A line that a server may have put the key into; what is cut short may end in a part of it. */
  @Nullable String redactKey(@Nullable String line) {
    if (line == null || apiKey == null) {
      return line;
    }
    String redacted = line;
    for (int length = apiKey.length();
        length >= Math.min(MIN_REDACTED_LENGTH, apiKey.length());
        length--) {
      redacted = redacted.replace(apiKey.substring(0, length), "***");
    }
    return redacted;
  }
}
