package dev.firsttoken.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.config.BreakerSettings;
import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.CallResult;
import dev.firsttoken.wire.call.Origin;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamBreakersTest {
  private static final BreakerKey CHAT = new BreakerKey("chat", "good");
  private static final BreakerKey BAD_MODEL = new BreakerKey("chat", "bad");
  private static final BreakerKey EMBEDDINGS = new BreakerKey("embeddings", "good");
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration OPEN = Duration.ofSeconds(30);

  private long nowNanos = 7;
  private final List<String> lines = new ArrayList<>();
  private final UpstreamBreakers breakers =
      new UpstreamBreakers(
          new BreakerSettings(50, 4, WINDOW, OPEN),
          UpstreamLog.of(
              new FailureLog(() -> nowNanos, lines::add), new Origin(false, "llm", 8000)),
          () -> nowNanos);

  @Test
  void brokenModelAndBrokenRouteStopNoOther() {
    respond(CHAT, 200, 1);
    respond(BAD_MODEL, 500, 4);
    respond(EMBEDDINGS, 503, 4);

    assertThat(breakers.tryAcquire(BAD_MODEL)).isInstanceOf(Admission.Rejected.class);
    assertThat(breakers.tryAcquire(EMBEDDINGS)).isInstanceOf(Admission.Rejected.class);
    assertThat(breakers.tryAcquire(CHAT)).isInstanceOf(Admission.Admitted.class);
    assertThat(breakers.openCount()).isEqualTo(2);
    assertThat(breakers.isDown()).isFalse();
  }

  @Test
  void modelThatWasNeverServedDoesNotMakeTheUpstreamDown() {
    respond(BAD_MODEL, 500, 4);

    assertThat(breakers.openCount()).isEqualTo(1);
    assertThat(breakers.isDown()).isFalse();
  }

  @Test
  void upstreamIsDownWhileAllThatItServedIsRejected() {
    respond(CHAT, 200, 2);
    respond(EMBEDDINGS, 200, 1);
    respond(CHAT, 500, 2);
    assertThat(breakers.isDown()).as("embeddings are served").isFalse();

    nowNanos += WINDOW.toNanos() + 1;
    respond(CHAT, 500, 1);

    assertThat(breakers.isDown()).as("nobody requested embeddings of late").isTrue();
    nowNanos += OPEN.toNanos() + 1;
    assertThat(breakers.isDown()).as("the next call is a probe").isFalse();
    assertThat(breakers.openCount()).isZero();
  }

  @Test
  void failedConnectionsStopAllCalls() {
    for (int i = 0; i < 4; i++) {
      failConnect(new BreakerKey("chat", "model " + i));
    }

    assertThat(breakers.tryAcquire(CHAT)).isInstanceOf(Admission.Rejected.class);
    assertThat(breakers.isDown()).isTrue();
    assertThat(breakers.openCount()).isEqualTo(1);
  }

  @Test
  void failedConnectionsAreNoFaultOfAModel() {
    for (int i = 0; i < 4; i++) {
      failConnect(CHAT);
    }
    nowNanos += OPEN.toNanos() + 1;
    respond(EMBEDDINGS, 200, 1);

    respond(CHAT, 200, 1);
    assertThat(breakers.openCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {501, 505, 506, 508, 510, 400, 404, 422, 429})
  void statusThatTellsOfTheRequestOpensNothing(int status) {
    respond(CHAT, status, 25);

    assertThat(breakers.tryAcquire(CHAT)).isInstanceOf(Admission.Admitted.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 507, 511, 529})
  void statusThatTellsOfTheServerOpensTheBreaker(int status) {
    respond(CHAT, status, 4);

    assertThat(breakers.tryAcquire(CHAT)).isInstanceOf(Admission.Rejected.class);
  }

  @Test
  void rejectionTellsTheTimeLeft() {
    respond(CHAT, 500, 4);
    assertThat(breakers.tryAcquire(CHAT)).isEqualTo(new Admission.Rejected(OPEN));
    nowNanos += Duration.ofMillis(29_500).toNanos();
    assertThat(breakers.tryAcquire(CHAT)).isEqualTo(new Admission.Rejected(Duration.ofMillis(500)));
    nowNanos += Duration.ofMillis(500).toNanos() + 1;

    assertThat(breakers.tryAcquire(CHAT)).as("probe").isInstanceOf(Admission.Admitted.class);
    assertThat(breakers.tryAcquire(CHAT)).isEqualTo(new Admission.Rejected(Duration.ZERO));
  }

  @Test
  void namesThatNobodyServesTakeNoRoomOfServedOnes() {
    respond(CHAT, 200, 1);
    respond(CHAT, 500, 2);
    for (int i = 0; i < 10_000; i++) {
      respond(new BreakerKey("chat", "hostile " + i), 404, 1);
    }
    respond(CHAT, 500, 1);

    assertThat(breakers.keyCount()).isEqualTo(UpstreamBreakers.MAX_KEYS);
    assertThat(breakers.tryAcquire(CHAT)).isInstanceOf(Admission.Rejected.class);
  }

  @Test
  void callsWithoutRoomForABreakerAreAdmitted() {
    for (int i = 0; i < UpstreamBreakers.MAX_KEYS; i++) {
      respond(new BreakerKey("chat", "served " + i), 200, 1);
    }
    respond(BAD_MODEL, 500, 10);
    assertThat(breakers.tryAcquire(BAD_MODEL)).isInstanceOf(Admission.Admitted.class);
    assertThat(breakers.keyCount()).isEqualTo(UpstreamBreakers.MAX_KEYS);

    nowNanos += WINDOW.toNanos() + 1;
    respond(BAD_MODEL, 500, 4);

    assertThat(breakers.keyCount()).as("idle ones are dropped").isEqualTo(1);
    assertThat(breakers.tryAcquire(BAD_MODEL)).isInstanceOf(Admission.Rejected.class);
  }

  @Test
  void openingAndClosingAreLogged() {
    respond(CHAT, 500, 4);
    nowNanos += OPEN.toNanos() + 1;
    respond(CHAT, 200, 1);

    assertThat(lines)
        .containsExactly(
            "Upstream http://llm:8000: it responded 500 to chat with model good.",
            "Upstream http://llm:8000: the circuit breaker of chat with model good opened, as at"
                + " least 50 % of the calls failed; it rejects calls for 30000 ms.",
            "Upstream http://llm:8000: the circuit breaker of chat with model good closed.");
  }

  @Test
  void failureIsCountedOnceThoughItIsReportedTwice() {
    for (int i = 0; i < 3; i++) {
      AdmittedCall call = acquire(CHAT);
      call.onResponse(500);
      call.onFailed(FailureKind.UPSTREAM_RESET, "reset");
      call.onReleased();
    }

    assertThat(breakers.openCount()).isZero();
  }

  private void respond(BreakerKey key, int status, int times) {
    for (int i = 0; i < times; i++) {
      AdmittedCall call = acquire(key);
      call.onResponse(status);
      call.onReleased();
    }
  }

  private void failConnect(BreakerKey key) {
    if (breakers.tryAcquire(key) instanceof Admission.Admitted(AdmittedCall call)) {
      call.onEnded(
          new CallResult(
              CallOutcome.CONNECT_FAILED, true, EmptyHttpHeaders.INSTANCE, "refused", nowNanos));
      call.onReleased();
    }
  }

  private AdmittedCall acquire(BreakerKey key) {
    return ((Admission.Admitted) breakers.tryAcquire(key)).call();
  }
}
