package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

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
    try (LineBuffer lineBuffer = openLines(file)) {
      if (!lineBuffer.advance()) {
        throw new UncheckedIOException(
            file + " is not a sample file: it is empty", new IOException("empty"));
      }
      try (JsonParser in = newParser(lineBuffer)) {
        in.nextToken();
        return new SampleFile(file, HeaderLine.parse(JsonValues.read(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not a sample file: " + describe(e), e);
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
    SampleReader reader = new SampleReader(header);
    try (LineBuffer lineBuffer = openLines(file)) {
      lineBuffer.advance();
      while (lineBuffer.advance()) {
        Entry entry = readEntry(reader, lineBuffer);
        if (entry != null) {
          consumer.accept(entry);
        } else if (reader.runEnd() == null) {
          return RunEnd.INTERRUPTED;
        }
      }
      RunEnd end = reader.runEnd();
      return end == null || lineBuffer.isTruncated() ? RunEnd.INTERRUPTED : end;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the current line.
   *
   * @return the entry, or null if the line is truncated or says how the run ended
   */
  private @Nullable Entry readEntry(SampleReader reader, LineBuffer lineBuffer) throws IOException {
    try (JsonParser in = newParser(lineBuffer)) {
      return reader.read(in);
    } catch (IOException e) {
      if (lineBuffer.isUnterminated()) {
        return null;
      }
      throw new IOException("line " + lineBuffer.lineNumber() + " is invalid: " + describe(e), e);
    }
  }

  private static LineBuffer openLines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new LineBuffer(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in);
  }

  /** Describes an error. Jackson's own location is left out: it counts from the line's start. */
  private static @Nullable String describe(IOException e) {
    return switch (e) {
      case JsonProcessingException json -> json.getOriginalMessage();
      case EOFException truncated -> "it is truncated";
      case ZipException damaged -> "it is not compressed with gzip, or it is damaged";
      default -> e.toString();
    };
  }

  private static JsonParser newParser(LineBuffer lineBuffer) throws IOException {
    return RecordJson.MAPPER.createParser(
        lineBuffer.buffer(), lineBuffer.start(), lineBuffer.length());
  }
}
