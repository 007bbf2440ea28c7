package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.http.InsecureTls;
import dev.firsttoken.bench.options.KeyRedaction;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shared state of all virtual users.
 *
 * @param timeout of a request
 * @param secrets redacted from recorded details, in case a server echoes them
 * @param recorder takes each sample, on a user's event loop or on the thread that decodes texts
 * @param inFlight number of requests in flight
 * @param keepAlive whether connections are kept
 * @param url URL of the requests, without a query, for messages
 * @param keySource what the key of the requests was given by, in words, or null without a key
 */
public record ClientContext(
    Dialer dialer,
    Workload workload,
    Duration timeout,
    List<String> secrets,
    Consumer<Sample> recorder,
    AtomicInteger inFlight,
    KeepAlive keepAlive,
    String url,
    @Nullable String keySource) {

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
        new Dialer(origin, connectTimeout, origin.tls() ? tls(target) : null),
        workload,
        target.timeout(),
        target.secrets(),
        recorder,
        new AtomicInteger(),
        new KeepAlive(origin.toString(), target.connectionOptions().keepAlive()),
        origin + target.chatUrl().getRawPath(),
        target.keySource());
  }

  /** Returns the same state with another workload. */
  public ClientContext with(Workload other) {
    return new ClientContext(
        dialer, other, timeout, secrets, recorder, inFlight, keepAlive, url, keySource);
  }

  private static SslContext tls(Target target) {
    return target.connectionOptions().insecure()
        ? InsecureTls.nettyContext()
        : Dialer.clientSslContext(target.caFile());
  }

  /** Returns by what the key and the model of the requests were given, for advice. */
  StatusAdvice.Sent sent() {
    return workload.requestSource().hasOwnModels()
        ? StatusAdvice.Sent.withOwnModel(keySource, url)
        : StatusAdvice.Sent.withModelFlag(keySource, url);
  }

  void record(Sample sample) {
    recorder.accept(sample);
  }

  /** Redacts the key from a text that may have a server's words. */
  @Nullable String redactKey(@Nullable String line) {
    return line == null ? null : KeyRedaction.redact(secrets, line);
  }
}
