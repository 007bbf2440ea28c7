package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the HTML report that Gatling makes of its own log. */
class GatlingReportIT {
  @TempDir Path dir;

  @Test
  void warmUpRequestsAreInNoRow() throws IOException {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--concurrency=2", "--total=6", "--warmup=8", "--results-dir=out")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      String report = Files.readString(dir.resolve("out/gatling/index.html"));
      assertThat(total(report, "All Requests")).isEqualTo(2 * 6); // a TTFT and a stream each
      assertThat(total(report, "ttft c=2")).isEqualTo(6);
      assertThat(total(report, "stream c=2")).isEqualTo(6);
    }
  }

  /** Number of requests in the row of this name. */
  private static int total(String report, String row) {
    Matcher found =
        Pattern.compile(">" + row + "<.*?total col-2\">(\\d+)<", Pattern.DOTALL).matcher(report);
    assertThat(found.find()).as(row).isTrue();
    return Integer.parseInt(found.group(1));
  }
}
