package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads a sample file one entry at a time, so that it may be larger than memory. A file named
 * {@code *.gz} is decompressed.
 */
public final class SampleFile {
  private final Path file;
  private final RunHeader header;

  private SampleFile(Path file, RunHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads the header line.
   *
   * @throws UncheckedIOException naming the file, if it can't be read or has no header
   */
  public static SampleFile open(Path file) {
    try (LineBuffer lineBuffer = SampleCursor.openLines(file)) {
      if (!lineBuffer.advance()) {
        throw new UncheckedIOException(
            file + " is not a sample file: it is empty", new IOException("empty"));
      }
      try (JsonParser in = SampleCursor.newParser(lineBuffer)) {
        in.nextToken();
        return new SampleFile(file, HeaderLine.parse(JsonValues.read(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          file + " is not a sample file: " + SampleCursor.describe(e), e);
    }
  }

  public RunHeader header() {
    return header;
  }

  /**
   * Passes every entry to the consumer, in order. The samples of a level stand between its begin
   * and end, in the order in which their requests ended. A truncated last line is left out.
   *
   * @return how the run ended, by the last line; interrupted if that does not say
   * @throws UncheckedIOException naming the file and the line that is invalid
   */
  public RunEnd forEach(Consumer<Entry> consumer) {
    try (SampleCursor cursor = cursor()) {
      for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
        consumer.accept(entry);
      }
      return cursor.end();
    }
  }

  /**
   * Opens the entries after the header; the caller closes them.
   *
   * @throws UncheckedIOException naming the file, if it can't be read
   */
  public SampleCursor cursor() {
    return new SampleCursor(file, header);
  }
}
