package dev.firsttoken.bench.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reader of a UTF-8 file's non-blank lines, one at a time, with line numbers. */
final class LineReader implements AutoCloseable {
  static final int MAX_LINES = 100_000;

  /** A parsed line takes about five times its size in memory. */
  static final int MAX_LINE_BYTES = 32 << 20;

  private static final int MAX_EXCERPT_LENGTH = 40;

  private final InputStream in;
  private final int maxLines;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int lineNumber;
  private int nonBlankLines;

  LineReader(Path file) throws IOException {
    this(InputFile.open(file), MAX_LINES);
  }

  /**
   * @param in without a byte order mark
   * @param maxLines of the file that are not blank
   */
  LineReader(InputStream in, int maxLines) {
    this.in = in;
    this.maxLines = maxLines;
  }

  /**
   * Reads the next line.
   *
   * @return the next line without its terminator, or null after the last one
   * @throws IllegalArgumentException with the line number, if the line is not UTF-8 or a limit is
   *     exceeded
   */
  @Nullable String readLine() throws IOException {
    while (readLineBytes()) {
      String line = decode();
      if (!line.isBlank()) {
        nonBlankLines++;
        if (nonBlankLines > maxLines) {
          throw invalid(
              "more than %,d non-blank lines, the maximum; use a smaller file".formatted(maxLines));
        }
        return line;
      }
    }
    return null;
  }

  private boolean readLineBytes() throws IOException {
    bytes.reset();
    lineNumber++;
    for (int nextByte = in.read(); nextByte >= 0; nextByte = in.read()) {
      if (nextByte == '\n') {
        return true;
      }
      if (bytes.size() == MAX_LINE_BYTES) {
        throw invalid("longer than %d MiB, the maximum".formatted(MAX_LINE_BYTES >> 20));
      }
      bytes.write(nextByte);
    }
    return bytes.size() > 0;
  }

  private String decode() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw invalid("is not valid UTF-8");
    }
  }

  /** Returns the number of the last line read, from 1; blank lines count. */
  int lineNumber() {
    return lineNumber;
  }

  /** Creates an error about the last line read. */
  IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException("line %d: %s".formatted(lineNumber, reason));
  }

  /** Shortens a value for a message. */
  static String excerpt(String value) {
    String line = value.strip();
    return line.length() <= MAX_EXCERPT_LENGTH ? line : line.substring(0, MAX_EXCERPT_LENGTH) + "…";
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
