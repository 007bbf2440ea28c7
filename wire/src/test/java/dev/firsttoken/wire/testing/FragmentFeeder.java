package dev.firsttoken.wire.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Passes bytes on as a socket would: in pieces, each inside a larger buffer that is overwritten as
 * soon as the reader returns. Heap and direct buffers alternate.
 */
public final class FragmentFeeder {

  private static final int MARGIN = 9;

  /** Surrounds a piece and later replaces it. A reader that uses any of these bytes fails. */
  private static final byte[] JUNK =
      "\n\"\\}]{:,x".repeat(1_000).getBytes(StandardCharsets.US_ASCII);

  /** Reused, because allocating a direct buffer takes longer than scanning it. */
  private static final ThreadLocal<ByteBuf> DIRECT =
      ThreadLocal.withInitial(() -> new UnpooledByteBufAllocator(true, true).directBuffer());

  private final Reader reader;
  private int fragmentCount;

  /** Reads the bytes from one absolute index to another. */
  public interface Reader {
    void read(ByteBuf bytes, int from, int to);
  }

  private FragmentFeeder(Reader reader) {
    this.reader = reader;
  }

  /** Feeds the bytes in pieces of {@code size} bytes. */
  public static void feedInSizes(int size, byte[] bytes, Reader reader) {
    FragmentFeeder feeder = new FragmentFeeder(reader);
    for (int at = 0; at < bytes.length; at += size) {
      feeder.feed(bytes, at, Math.min(bytes.length, at + size));
    }
  }

  /** Feeds the bytes in two pieces. */
  public static void feedSplitAt(int cut, byte[] bytes, Reader reader) {
    FragmentFeeder feeder = new FragmentFeeder(reader);
    feeder.feed(bytes, 0, cut);
    feeder.feed(bytes, cut, bytes.length);
  }

  /** Feeds the bytes in pieces of 0 to 39 bytes. */
  public static void feedSplitRandomly(Random random, byte[] bytes, Reader reader) {
    FragmentFeeder feeder = new FragmentFeeder(reader);
    int at = 0;
    while (at < bytes.length) {
      int to = Math.min(bytes.length, at + random.nextInt(1 + random.nextInt(40)));
      feeder.feed(bytes, at, to);
      at = to;
    }
  }

  private void feed(byte[] bytes, int from, int to) {
    int size = to - from + 2 * MARGIN;
    ByteBuf buffer =
        fragmentCount++ % 2 == 0
            ? Unpooled.wrappedBuffer(new byte[size + MARGIN], MARGIN, size)
            : DIRECT.get().setIndex(0, 0).ensureWritable(size);
    overwrite(buffer, size);
    buffer.setBytes(MARGIN, bytes, from, to - from);
    reader.read(buffer, MARGIN, MARGIN + to - from);
    if (buffer.refCnt() != 1 || buffer.readerIndex() != 0) {
      throw new AssertionError("the buffer was kept or its reader index moved: " + buffer);
    }
    overwrite(buffer, size);
  }

  private static void overwrite(ByteBuf buffer, int size) {
    for (int at = 0; at < size; at += JUNK.length) {
      buffer.setBytes(at, JUNK, 0, Math.min(JUNK.length, size - at));
    }
  }
}
