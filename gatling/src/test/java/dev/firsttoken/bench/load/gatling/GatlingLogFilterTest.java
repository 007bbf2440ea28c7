package dev.firsttoken.bench.load.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatlingLogFilterTest {
  private static FilterReply decide(String logger, String message, @Nullable Throwable failure) {
    Logger source = new LoggerContext().getLogger(logger);
    return new GatlingLogFilter()
        .decide(new LoggingEvent("", source, Level.ERROR, message, failure, null));
  }

  @Test
  void failuresOfGatlingsOwnLogAreDropped() {
    String reader = "io.gatling.charts.stats.FirstPassParser";
    assertThat(decide(reader, "Skipped some records", new EOFException()))
        .isEqualTo(FilterReply.DENY);
    assertThat(decide("io.gatling.core.A", "Actor file-data-writer crashed on message", null))
        .isEqualTo(FilterReply.DENY);
  }

  @Test
  void otherEventsAreLogged() {
    String other = "io.gatling.core.A";
    assertThat(decide(other, "crashed", new IllegalStateException("x")))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide(other, "crashed", null)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("dev.firsttoken.bench.A", "cut", new EOFException()))
        .isEqualTo(FilterReply.NEUTRAL);
  }
}
