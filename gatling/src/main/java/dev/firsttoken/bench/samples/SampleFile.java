package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a sample file, one sample at a time: it may be larger than memory. */
public final class SampleFile {
  private static final JsonFactory JSON = new JsonFactory();

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
    try (Lines lines = new Lines(Files.newInputStream(file))) {
      if (!lines.next()) {
        throw new IOException("it is empty");
      }
      try (JsonParser in = parser(lines)) {
        in.nextToken();
        return new SampleFile(file, HeaderLine.read(Json.read(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is no sample file: " + reason(e), e);
    }
  }

  public RunHeader header() {
    return header;
  }

  /**
   * Hands on every sample, in the order in which they ended.
   *
   * @return whether the file is whole: false where its last line is cut short, which is then left
   *     out
   * @throws UncheckedIOException naming the file and the line that is no sample
   */
  public boolean forEach(Consumer<Sample> samples) {
    SampleReader reader = new SampleReader(header);
    try (Lines lines = new Lines(Files.newInputStream(file))) {
      lines.next();
      while (lines.next()) {
        Sample sample = sample(reader, lines);
        if (sample == null) {
          return false;
        }
        samples.accept(sample);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Null where the line is cut short. */
  private @Nullable Sample sample(SampleReader reader, Lines lines) throws IOException {
    try (JsonParser in = parser(lines)) {
      Sample sample = reader.read(in);
      if (sample.level() < 0 || sample.level() >= header.levels().size()) {
        throw new IOException("level %d of %d".formatted(sample.level(), header.levels().size()));
      }
      return sample;
    } catch (IOException e) {
      if (lines.cut()) {
        return null;
      }
      throw new IOException("line " + lines.number() + " is no sample: " + reason(e), e);
    }
  }

  /** Jackson's messages without its own account of the place. */
  private static @Nullable String reason(IOException e) {
    return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString();
  }

  private static JsonParser parser(Lines lines) throws IOException {
    return JSON.createParser(lines.buffer(), lines.start(), lines.length());
  }
}
