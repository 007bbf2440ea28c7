package dev.firsttoken.bench.report.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * A terminal with lines for people, and below them at most one progress bar. A line erases the bar,
 * takes its place and has the bar drawn again below it, whichever thread prints it.
 */
public final class Terminal {
  private final PrintStream out;
  private final int columns;

  /** The bar as it is drawn now; empty if there is none. */
  private String bar = "";

  /**
   * @param out writes to the terminal
   * @param columns its width, at least 2
   */
  public Terminal(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  public int columns() {
    return columns;
  }

  /** Returns the stream of what keeps to the width by itself; there must be no bar. */
  public PrintStream out() {
    return out;
  }

  /**
   * Returns a stream of lines, which are wrapped at spaces. A line appears when it is complete:
   * what has no line end yet is held back.
   */
  public PrintStream lines() {
    return new PrintStream(new LineStream(), true, out.charset());
  }

  ProgressBarConsumer progressBar() {
    return new BarConsumer();
  }

  private synchronized void print(String line) {
    StringBuilder text = new StringBuilder(erasure());
    for (String part : line.length() <= columns ? List.of(line) : Footnotes.wrap(line, columns)) {
      text.append(part).append(System.lineSeparator());
    }
    out.print(text.append(bar)); // in one call, so that no other text comes between
    out.flush();
  }

  private synchronized void drawBar(String text) {
    String erasure = text.length() < bar.length() ? erasure() : "\r";
    bar = text.substring(0, Math.min(text.length(), barColumns()));
    out.print(erasure + bar);
    out.flush();
  }

  private synchronized void eraseBar() {
    out.print(erasure());
    out.flush();
    bar = "";
  }

  private String erasure() {
    return bar.isEmpty() ? "" : "\r" + " ".repeat(bar.length()) + "\r";
  }

  /** A terminal wraps after its last column. */
  private int barColumns() {
    return columns - 1;
  }

  private final class LineStream extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      if (b == '\n') {
        print(line.toString(out.charset()));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }

  private final class BarConsumer implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return barColumns();
    }

    @Override
    public void accept(String text) {
      drawBar(text);
    }

    @Override
    public void clear() {
      eraseBar();
    }

    @Override
    public void close() {
      eraseBar();
    }
  }
}
