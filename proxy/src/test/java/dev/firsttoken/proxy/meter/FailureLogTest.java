package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.meter.FailureLog.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureLogTest {
  private static final Source OPERATOR = new Source("http://localhost:8000");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private long nowNanos = -5;
  private final List<String> lines = new ArrayList<>();
  private final FailureLog log = new FailureLog(() -> nowNanos, lines::add);

  @Test
  void firstFailureIsLoggedAtOnceAndTheNextAfterAMinuteWithTheCountOfTheOthers() {
    connectFailure();
    connectFailure();
    connectFailure();
    nowNanos += MINUTE.toNanos() - 1;
    connectFailure();
    assertThat(lines).containsExactly("refused");

    nowNanos++;
    connectFailure();
    nowNanos += MINUTE.toNanos();
    connectFailure();

    assertThat(lines)
        .containsExactly("refused", "refused (3 more like it since the last line)", "refused");
  }

  @Test
  void kindsAndSourcesDoNotHideEachOther() {
    connectFailure();
    log.report(FailureKind.UPSTREAM_TLS, OPERATOR, "expired");
    log.report(FailureKind.UPSTREAM_CONNECT, new Source("http://other:1"), "unknown");
    log.report(FailureKind.MEMORY, Source.PROXY, "full");

    assertThat(lines).containsExactly("refused", "expired", "unknown", "full");
  }

  @Test
  void textOfOthersCannotAddALineOrAControlCharacter() {
    log.report(
        FailureKind.UPSTREAM_MALFORMED,
        OPERATOR,
        "a\r\nb\u001b[31m\u0085c\u2028d\u202ee {} %s 日本 😀 \ud83d");

    assertThat(lines)
        .containsExactly("a\\u000d\\u000ab\\u001b[31m\\u0085c\\u2028d\\u202ee {} %s 日本 😀 \\ud83d");
  }

  @Test
  void longTextIsCutOff() {
    log.report(FailureKind.UPSTREAM_MALFORMED, OPERATOR, "x".repeat(LogText.MAX_LENGTH + 1));

    assertThat(lines).containsExactly("x".repeat(LogText.MAX_LENGTH) + "…");
  }

  private void connectFailure() {
    log.report(FailureKind.UPSTREAM_CONNECT, OPERATOR, "refused");
  }
}
