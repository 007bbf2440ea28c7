package dev.firsttoken.proxy.api;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Check of UTF-8 by the JDK's decoder, which refuses overlong forms and surrogates. */
final class Utf8 {
  private static final int BUFFER_BYTES = 4096;

  private Utf8() {}

  /**
   * Finds the first sequence of a buffer that is not UTF-8.
   *
   * @return its index from the reader index, or -1 if there is none
   */
  static int indexOfMalformed(ByteBuf text) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(BUFFER_BYTES, text.readableBytes() + 4));
    CharBuffer chars = CharBuffer.allocate(bytes.capacity());
    int read = 0;
    while (true) {
      int length = Math.min(bytes.remaining(), text.readableBytes() - read);
      text.getBytes(text.readerIndex() + read, bytes.array(), bytes.position(), length);
      bytes.position(bytes.position() + length).flip();
      read += length;
      boolean last = read == text.readableBytes();
      CoderResult result = decoder.decode(bytes, chars.clear(), last);
      if (result.isError()) {
        return read - bytes.remaining();
      }
      if (last) {
        return -1;
      }
      bytes.compact(); // A sequence that the end of the buffer has split.
    }
  }
}
