package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.dashboards.prometheus.Series;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTableTest {
  @Test
  void situationWithoutANumberKeepsItsColumn() {
    StoryTable table = new StoryTable();
    table.startColumn("all is well");
    table.set("TTFT", 100);
    table.addRow("pause");
    table.addRow("status {{status}}");
    table.startColumn("upstream is slow");
    table.set("pause", 2);
    table.set("status 200", Double.NaN);

    assertThat(table.lines())
        .containsExactly(
            "| line | all is well | upstream is slow |",
            "|---|---|---|",
            "| TTFT | 100.000 | – |",
            "| pause | – | 2.000 |",
            "| status 200 | – | – |");
  }

  @Test
  void eachSeriesOfAPanelHasItsOwnName() {
    Series series = new Series("{\"status\":\"200\",\"model\":\"m\"}", List.of(1.0));

    assertThat(series.legend("ended with {{status}} {{none}}")).isEqualTo("ended with 200 ");
  }
}
