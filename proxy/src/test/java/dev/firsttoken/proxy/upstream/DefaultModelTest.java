package dev.firsttoken.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.config.BreakerSettings;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.pool.ConnectionLease;
import dev.firsttoken.proxy.pool.ConnectionPool;
import dev.firsttoken.proxy.pool.UpstreamBreakers;
import dev.firsttoken.proxy.pool.UpstreamEndpoint;
import dev.firsttoken.proxy.pool.UpstreamLog;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When the upstream's models are looked up, by a clock that the test sets. */
class DefaultModelTest {
  private static final ModelChoice A = new ModelChoice.Single("a");
  private static final ModelChoice B = new ModelChoice.Single("b");
  private static final ModelChoice DEFAULT = new ModelChoice.Single(Configuration.DEFAULT_MODEL);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Consumer<LookupResult>> lookups = new ArrayList<>();
  private final DefaultModel model =
      new DefaultModel((eventLoop, onResult) -> lookups.add(onResult), nanos::get);

  @Test
  void requestsThatComeTogetherShareOneLookUp() {
    List<ModelChoice> choices = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      assertThat(model.current()).isNull();
      model.lookUp(channel.eventLoop(), choices::add);
    }
    assertThat(lookups).hasSize(1);
    lookups.getFirst().accept(new LookupResult.Listed(List.of("a")));
    assertThat(choices).as("not yet in their own turn").isEmpty();
    channel.runPendingTasks();

    assertThat(choices).containsExactly(A, A, A);
    assertThat(model.current()).isEqualTo(A);
  }

  @Test
  void listIsKeptUntilItsModelIsNotFound() {
    finish(new LookupResult.Listed(List.of("a")));
    advanceSeconds(86_400);
    assertThat(model.current()).isEqualTo(A);
    model.onNotFound("another");
    assertThat(model.current()).isEqualTo(A);
    model.onNotFound("a");

    assertThat(model.current()).isNull();
  }

  @Test
  void modelsThatAreNotFoundCauseOneLookUpInTenSeconds() {
    finish(new LookupResult.Listed(List.of("a")));
    model.onNotFound("a");
    finish(new LookupResult.Listed(List.of("b")));
    advanceSeconds(9);
    model.onNotFound("b");
    assertThat(model.current()).isEqualTo(B);
    advanceSeconds(1);
    model.onNotFound("b");

    assertThat(model.current()).isNull();
  }

  @Test
  void missingListIsNotAskedForAgain() {
    finish(new LookupResult.NoList("HTTP 404"));
    advanceSeconds(86_400);

    assertThat(model.current()).isEqualTo(DEFAULT);
  }

  @Test
  void failedLookUpIsRepeatedAfterFiveSeconds() {
    finish(new LookupResult.Failed("HTTP 503", false));
    advanceSeconds(4);
    assertThat(model.current()).isEqualTo(DEFAULT);
    advanceSeconds(1);

    assertThat(model.current()).isNull();
    finish(new LookupResult.Listed(List.of("a")));
    assertThat(model.current()).isEqualTo(A);
  }

  @Test
  void refusedLookUpIsRepeatedByTheNextRequest() {
    finish(new LookupResult.Failed("no connection", true));

    assertThat(model.current()).isNull();
  }

  @Test
  void lookUpEndsAfterFiveSecondsWithoutAResponse() {
    EmbeddedChannel frozen = new EmbeddedChannel();
    frozen.freezeTime();
    List<LookupResult> results = new ArrayList<>();
    ModelLookup.start(new SilentUpstream(), frozen.eventLoop(), results::add);
    frozen.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
    frozen.runScheduledPendingTasks();
    assertThat(results).isEmpty();
    frozen.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    frozen.runScheduledPendingTasks();

    assertThat(results)
        .containsExactly(new LookupResult.Failed("no response within 5000 ms", false));
  }

  @Test
  void timeoutThatFiredLateIsJudgedAtASecondLook() {
    EmbeddedChannel frozen = new EmbeddedChannel();
    frozen.freezeTime();
    List<LookupResult> results = new ArrayList<>();
    ModelLookup.start(new SilentUpstream(), frozen.eventLoop(), results::add);
    frozen.advanceTimeBy(1, TimeUnit.MINUTES);
    frozen.runScheduledPendingTasks();
    frozen.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
    frozen.runScheduledPendingTasks();
    assertThat(results).isEmpty();
    frozen.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    frozen.runScheduledPendingTasks();

    assertThat(results).hasSize(1);
  }

  @Test
  void lookUpWaitsForNoCallPermit() {
    SilentUpstream upstream = new SilentUpstream();
    ModelLookup.start(upstream, channel.eventLoop(), result -> {});

    assertThat(upstream.isCalled).isTrue();
  }

  @Test
  void severalModelsAreAskedForAgainAfterTenSeconds() {
    finish(new LookupResult.Listed(List.of("a", "b")));
    advanceSeconds(9);
    assertThat(model.current()).isEqualTo(new ModelChoice.Several(List.of("a", "b")));
    advanceSeconds(1);
    assertThat(model.current()).isNull();
    finish(new LookupResult.Listed(List.of("a")));

    assertThat(model.current()).isEqualTo(A);
  }

  @Test
  void lookUpThatCannotStartCountsAsFailed() {
    DefaultModel own =
        new DefaultModel(
            (eventLoop, onResult) -> {
              throw new RejectedExecutionException();
            },
            nanos::get);
    List<ModelChoice> choices = new ArrayList<>();
    own.lookUp(channel.eventLoop(), choices::add);
    channel.runPendingTasks();

    assertThat(choices).containsExactly(DEFAULT);
    advanceSeconds(5);
    assertThat(own.current()).isNull();
  }

  private void finish(LookupResult result) {
    model.lookUp(channel.eventLoop(), choice -> {});
    lookups.removeFirst().accept(result);
    channel.runPendingTasks();
  }

  private void advanceSeconds(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  /** An upstream whose call permits are all taken, and which never responds. */
  private static final class SilentUpstream implements ModelLookup.Caller {
    private static final UpstreamLog LOG =
        UpstreamLog.of(
            new FailureLog(System::nanoTime, line -> {}), new Origin(false, "localhost", 1));
    private final UpstreamEndpoint endpoint =
        new UpstreamEndpoint(
            new Dialer(
                new Origin(false, "localhost", 1), Duration.ofSeconds(1), null, address -> true),
            new UpstreamBreakers(
                new BreakerSettings(50, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                LOG,
                System::nanoTime),
            LOG,
            0);
    private boolean isCalled;
    private final Meter meter = new Meter(new PrometheusRegistry(), "1", null, System::nanoTime);

    @Override
    public ConnectionLease lease(EventLoop eventLoop, Runnable onPermit) {
      ConnectionPool pool = new ConnectionPool(Duration.ofSeconds(1), meter.pool());
      return new ConnectionLease(endpoint, pool, eventLoop, () -> isCalled = true);
    }

    @Override
    public ByteBuf encodeRequest() {
      return Unpooled.EMPTY_BUFFER;
    }
  }
}
