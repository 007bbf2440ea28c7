package dev.firsttoken.bench.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrkToolTest {

  @Test
  void helpTellsTheToolsApart() {
    assertThat(WrkTool.identify(RecordedOutput.read("wrk-rate-refused").text()))
        .isEqualTo(WrkTool.WRK);
    assertThat(WrkTool.identify(RecordedOutput.read("wrk2-norate").text())).isEqualTo(WrkTool.WRK2);
  }

  @Test
  void anotherTextIsNeither() {
    assertThat(WrkTool.identify("Usage: curl [options...] <url>\n -R, --remote-time\n")).isNull();
    assertThat(WrkTool.identify("")).isNull();
  }

  @Test
  void onlyTheLatenciesOfWrk2AreCorrected() {
    assertThat(WrkTool.WRK.isCorrected()).isFalse();
    assertThat(WrkTool.WRK.latencyMeaning()).contains("coordinated omission");
    assertThat(WrkTool.WRK2.isCorrected()).isTrue();
  }
}
