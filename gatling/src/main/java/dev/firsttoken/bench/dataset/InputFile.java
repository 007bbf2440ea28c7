package dev.firsttoken.bench.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Bytes of a file that is read once from its begin to its end: decompressed if it is a gzip file,
 * whatever its name, and without a byte order mark.
 */
final class InputFile {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private InputFile() {}

  /** Opens a file. A line on stderr says how far it is read, if that takes long. */
  static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      ReadingProgress progress =
          new ReadingProgress(
              raw, String.valueOf(file.getFileName()), Files.size(file), System.err);
      InputStream buffered = new BufferedInputStream(progress, BUFFER_BYTES);
      if (startsWith(buffered, GZIP_MAGIC)) {
        buffered =
            new BufferedInputStream(new GZIPInputStream(buffered, BUFFER_BYTES), BUFFER_BYTES);
      }
      if (startsWith(buffered, BYTE_ORDER_MARK)) {
        buffered.skipNBytes(BYTE_ORDER_MARK.length);
      }
      return buffered;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static boolean startsWith(InputStream in, byte[] start) throws IOException {
    in.mark(start.length);
    byte[] first = in.readNBytes(start.length);
    in.reset();
    return Arrays.equals(first, start);
  }
}
