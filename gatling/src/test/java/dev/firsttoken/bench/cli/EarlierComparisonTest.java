package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlierComparisonTest {
  private static void compare(Map<Setting, String> flags) {
    PrintStream sink = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    EarlierComparison.run(
        List.of(Path.of("a"), Path.of("b")),
        flags,
        new StandardStreams(sink, false, sink, null, true));
  }

  @Test
  void reportOfTwoResultsIsThatOfAnotherCommand() {
    assertThatThrownBy(() -> compare(Map.of(Setting.OUT, "x.html")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "--out: compare writes no HTML report of two results; report does: bench report a b"
                + " --out=x.html");
    assertThatThrownBy(() -> compare(Map.of(Setting.HTML, "true")))
        .hasMessageStartingWith("--html: ")
        .hasMessageEndingWith("bench report a b --out=bench-report.html");
    assertThatThrownBy(() -> compare(Map.of(Setting.ROUNDS, "5")))
        .hasMessageStartingWith("--rounds: can't be given with two results");
  }
}
