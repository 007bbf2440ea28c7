package dev.firsttoken.bench.dataset;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a UTF-8 file that are not blank, one at a time, each with its number. */
final class LineReader implements AutoCloseable {
  static final int MOST_LINES = 100_000;

  /** Read, decoded and looked through a line is there five times. */
  static final int MOST_LINE_BYTES = 32 << 20;

  private static final int MOST_SHOWN = 40;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int number;
  private int found;

  LineReader(Path file) throws IOException {
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /**
   * The next line without its end, or null after the last one.
   *
   * @throws IllegalArgumentException naming the line, where it is no UTF-8 or one too many
   */
  @Nullable String next() throws IOException {
    while (read()) {
      String line = decoded();
      if (!line.isBlank()) {
        found++;
        if (found > MOST_LINES) {
          throw bad("one line too many: at most %,d are taken".formatted(MOST_LINES));
        }
        return line;
      }
    }
    return null;
  }

  private boolean read() throws IOException {
    bytes.reset();
    number++;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return true;
      }
      if (bytes.size() == MOST_LINE_BYTES) {
        throw bad("longer than %d MiB".formatted(MOST_LINE_BYTES >> 20));
      }
      bytes.write(next);
    }
    return bytes.size() > 0;
  }

  private String decoded() {
    try {
      String line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      boolean marked = number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK;
      return marked ? line.substring(1) : line;
    } catch (CharacterCodingException e) {
      throw bad("is no UTF-8");
    }
  }

  /** The last line's, from 1; blank ones count. */
  int number() {
    return number;
  }

  /** How many lines were found that are not blank. */
  int found() {
    return found;
  }

  /** An error about the last line. */
  IllegalArgumentException bad(String why) {
    return new IllegalArgumentException("line %d: %s".formatted(number, why));
  }

  /** As much of a value as a message has room for. */
  static String excerpt(String value) {
    String line = value.strip();
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
