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
 * Reads a sample file, compressed or not as its name says, one entry at a time: it may be larger
 * than memory.
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
   * @throws UncheckedIOException naming the file, where it can't be read or has no such line
   */
  public static SampleFile open(Path file) {
    try (LineBuffer lineBuffer = openLines(file)) {
      if (!lineBuffer.advance()) {
        throw new UncheckedIOException(
            file + " is no sample file: it is empty", new IOException("empty"));
      }
      try (JsonParser in = newParser(lineBuffer)) {
        in.nextToken();
        return new SampleFile(file, HeaderLine.parse(JsonValues.read(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is no sample file: " + describe(e), e);
    }
  }

  public RunHeader header() {
    return header;
  }

  /**
   * Hands on every entry, in order: samples as they ended, between their level's begin and end.
   *
   * @return whether the run came to its end, as the last line then says; one that is cut short is
   *     left out
   * @throws UncheckedIOException naming the file and the line that is no sample
   */
  public boolean forEach(Consumer<Entry> consumer) {
    SampleReader reader = new SampleReader(header);
    try (LineBuffer lineBuffer = openLines(file)) {
      lineBuffer.advance();
      while (lineBuffer.advance()) {
        Entry entry = readEntry(reader, lineBuffer);
        if (entry != null) {
          consumer.accept(entry);
        } else if (!reader.hasRunEnded()) {
          return false;
        }
      }
      return reader.hasRunEnded() && !lineBuffer.isTruncated();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Null where the line is cut short, or the one that ends the run. */
  private @Nullable Entry readEntry(SampleReader reader, LineBuffer lineBuffer) throws IOException {
    try (JsonParser in = newParser(lineBuffer)) {
      return reader.read(in);
    } catch (IOException e) {
      if (lineBuffer.isUnterminated()) {
        return null;
      }
      throw new IOException("line " + lineBuffer.lineNumber() + " is no entry: " + describe(e), e);
    }
  }

  private static LineBuffer openLines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new LineBuffer(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in);
  }

  /** Jackson's messages without its own account of the place. */
  private static @Nullable String describe(IOException e) {
    return switch (e) {
      case JsonProcessingException json -> json.getOriginalMessage();
      case EOFException cut -> "it is cut";
      case ZipException other -> "it is not compressed by gzip, or damaged";
      default -> e.toString();
    };
  }

  private static JsonParser newParser(LineBuffer lineBuffer) throws IOException {
    return RecordJson.MAPPER.createParser(
        lineBuffer.buffer(), lineBuffer.start(), lineBuffer.length());
  }
}
