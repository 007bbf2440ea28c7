package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a sample file one by one, so that several files can be read side by side.
 */
public final class SampleCursor implements AutoCloseable {
  private final Path file;
  private final SampleReader reader;
  private final LineBuffer lineBuffer;
  private boolean isCut;

  SampleCursor(Path file, RunHeader header) {
    this.file = file;
    this.reader = new SampleReader(header);
    try {
      this.lineBuffer = openLines(file);
      lineBuffer.advance();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Reads the next entry. A truncated last line is left out.
   *
   * @return the entry, or null after the last one
   * @throws UncheckedIOException naming the file and the line that is invalid
   */
  public @Nullable Entry next() {
    try {
      while (!isCut && lineBuffer.advance()) {
        Entry entry = readEntry();
        if (entry != null) {
          return entry;
        }
        isCut = reader.runEnd() == null;
      }
      return null;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Returns how the run ended, by the last line; interrupted if that does not say. */
  public RunEnd end() {
    RunEnd end = reader.runEnd();
    return end == null || isCut || lineBuffer.isTruncated() ? RunEnd.INTERRUPTED : end;
  }

  @Override
  public void close() {
    try {
      lineBuffer.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Reads the current line.
   *
   * @return the entry, or null if the line is truncated or says how the run ended
   */
  private @Nullable Entry readEntry() throws IOException {
    try (JsonParser in = newParser(lineBuffer)) {
      return reader.read(in);
    } catch (IOException e) {
      if (lineBuffer.isUnterminated()) {
        return null;
      }
      throw new IOException("line " + lineBuffer.lineNumber() + " is invalid: " + describe(e), e);
    }
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException(file + ": " + e.getMessage(), e);
  }

  static LineBuffer openLines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new LineBuffer(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in);
  }

  static JsonParser newParser(LineBuffer lineBuffer) throws IOException {
    return RecordJson.MAPPER.createParser(
        lineBuffer.buffer(), lineBuffer.start(), lineBuffer.length());
  }

  /** Describes an error. Jackson's own location is left out: it counts from the line's start. */
  static @Nullable String describe(IOException e) {
    return switch (e) {
      case JsonProcessingException json -> json.getOriginalMessage();
      case EOFException truncated -> "it is truncated";
      case ZipException damaged -> "it is not compressed with gzip, or it is damaged";
      default -> e.toString();
    };
  }
}
