package dev.firsttoken.bench.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String START = "<script type=\"application/json\" id=\"result\">";
  private static final ReportTemplate TEMPLATE =
      ReportTemplate.parse("<html>$1" + START + "null</script><p>end</p></html>");

  private static String data(ReportedResult... results) {
    String page = HtmlReport.format(TEMPLATE, List.of(results));
    assertThat(page).startsWith("<html>$1" + START).endsWith("</script><p>end</p></html>");
    return page.substring(
        ("<html>$1" + START).length(), page.length() - "</script><p>end</p></html>".length());
  }

  private static ReportedResult result(String name, String json, @Nullable String comparison) {
    return new ReportedResult(name, json, comparison);
  }

  @Test
  void dataStandsInItsPlaceWithoutSpaces() {
    assertThat(data(result("a", "{\n  \"rps\": 1.500,\n  \"big\": 12345678901234567890\n}", null)))
        .isEqualTo(
            "{\"results\":[{\"name\":\"a\",\"result\":{\"rps\":1.500,\"big\":12345678901234567890}}]}");
  }

  @Test
  void comparisonStandsBesideItsResult() {
    assertThat(data(result("a", "{}", "{\"rounds\": 10}"), result("b", "{}", null)))
        .isEqualTo(
            "{\"results\":[{\"name\":\"a\",\"result\":{},\"compare\":{\"rounds\":10}},"
                + "{\"name\":\"b\",\"result\":{}}]}");
  }

  @Test
  void resultsOfOneNameGetNumbers() {
    assertThat(data(result("a", "1", null), result("a", "2", null), result("a", "3", null)))
        .contains("\"name\":\"a\"", "\"name\":\"a-2\"", "\"name\":\"a-3\"");
  }

  @Test
  void hostileNamesStayData() throws JsonProcessingException {
    String hostile = "</script><script>alert(1)</script><!-- & \u2028\u2029 \\u003c \"";
    ObjectMapper mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(mapper.createObjectNode().put("model", hostile));

    String data = data(result(hostile, json, null));

    assertThat(data).doesNotContain("<", ">", "&", "\u2028", "\u2029");
    JsonNode entry = mapper.readTree(data).at("/results/0");
    assertThat(entry.path("name").asText()).isEqualTo(hostile);
    assertThat(entry.at("/result/model").asText()).isEqualTo(hostile);
  }

  @Test
  void truncatedResultIsNoReport() {
    assertThatThrownBy(() -> data(result("a", "{\"levels\": [", null)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the JSON is incomplete");
  }

  @Test
  void templateNeedsExactlyOnePlace() {
    String slot = START + "null</script>";
    for (String page : List.of("<html></html>", slot + slot, START + "{}</script>")) {
      assertThatThrownBy(() -> ReportTemplate.parse(page))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the template of the HTML report has not exactly one place for the result");
    }
  }
}
