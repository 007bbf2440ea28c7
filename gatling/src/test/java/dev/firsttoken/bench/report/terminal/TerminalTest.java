package dev.firsttoken.bench.report.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Terminal terminal = new Terminal(new PrintStream(written, true, UTF_8), 20);
  private final PrintStream lines = terminal.lines();
  private final ProgressBarConsumer bar = terminal.progressBar();

  /** What the terminal shows, line after line. */
  private String screen() {
    StringBuilder screen = new StringBuilder();
    for (String line : written.toString(UTF_8).split("\n", -1)) {
      StringBuilder shown = new StringBuilder();
      for (String overwriting : line.split("\r", -1)) {
        shown.replace(0, Math.min(overwriting.length(), shown.length()), overwriting);
      }
      screen.append(screen.isEmpty() ? "" : "\n").append(shown.toString().stripTrailing());
    }
    return screen.toString();
  }

  @Test
  void lineTakesThePlaceOfTheBarWhichFollowsIt() {
    bar.accept("c=1  10% [=    ]");
    lines.println("bench: closed");
    assertThat(screen()).isEqualTo("bench: closed\nc=1  10% [=    ]");

    bar.accept("c=1  20% [==   ]");
    lines.println("bench: again");
    bar.clear();
    bar.close();
    lines.println("Samples");
    assertThat(screen()).isEqualTo("bench: closed\nbench: again\nSamples\n");
  }

  @Test
  void longLineIsWrappedAtSpaces() {
    lines.println("bench: each request uses a new connection");

    assertThat(screen()).isEqualTo("bench: each request\n  uses a new\n  connection\n");
  }

  @Test
  void lineOfSeveralPartsComesWhole() {
    bar.accept("bar");
    lines.print("bench: ");
    assertThat(screen()).isEqualTo("bar");
    lines.printf("%s%n", "für 2");

    assertThat(screen()).isEqualTo("bench: für 2\nbar");
  }

  @Test
  void shorterBarLeavesNothingOfTheLongerOne() {
    bar.accept("warm-up 100%");
    bar.accept("c=1 0%");

    assertThat(screen()).isEqualTo("c=1 0%");
    assertThat(bar.getMaxRenderedLength()).isEqualTo(19);
  }
}
