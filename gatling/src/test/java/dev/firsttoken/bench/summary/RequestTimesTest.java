package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import org.junit.jupiter.api.Test;

class RequestTimesTest {
  @Test
  void plainRequestHasItsConnectLatencyAndSendLagAlone() {
    RequestTimes times =
        RequestTimes.of(
            TestSample.at(1000, 1900).dueAt(900).writtenAt(1200).plain(1500, 1024).sample(),
            RequestKind.MICRO);

    assertThat(times.connectNanos()).isEqualTo(200);
    assertThat(times.e2eNanos()).isEqualTo(900);
    assertThat(times.sendLagNanos()).isEqualTo(100);
    assertThat(times.dueE2eNanos()).isEqualTo(1000);
    assertThat(times.tokens()).isZero();
    assertThat(times.unstreamed()).isFalse();
    assertThat(
            new long[] {
              times.ttftNanos(),
              times.ttftFromWriteNanos(),
              times.ttfoNanos(),
              times.tpotNanos(),
              times.closeNanos()
            })
        .containsOnly(Sample.NONE);
  }

  @Test
  void plainRequestThatWasNeverWrittenHasNoConnect() {
    Sample unwritten = TestSample.at(1000, 1900).writtenAt(Sample.NONE).plain(1500, 0).sample();

    assertThat(RequestTimes.of(unwritten, RequestKind.MICRO).connectNanos()).isEqualTo(Sample.NONE);
  }
}
