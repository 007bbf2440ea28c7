package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunHeaderTest {
  @Test
  void bothClocksAreReadAtTheSameTime() {
    Environment environment = TestRun.header("sweep", Map.of()).environment();
    OffsetDateTime before = OffsetDateTime.now(ZoneId.systemDefault());
    long beforeNanos = System.nanoTime();
    RunHeader header = RunHeader.now(RunCommand.SWEEP, Map.of(), environment, null);
    long afterNanos = System.nanoTime();
    OffsetDateTime after = OffsetDateTime.now(ZoneId.systemDefault());

    assertThat(OffsetDateTime.parse(header.startedAt())).isBetween(before, after);
    assertThat(header.startNanos()).isBetween(beforeNanos, afterNanos);
  }
}
