package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.List;

/**
 * Decoder of a complete body. Its work is bounded by the limit of the body's size, which holds
 * after each coding.
 */
final class BodyDecoder {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final int maxBytes;

  BodyDecoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Decodes a body, which the caller still owns.
   *
   * @param codings in the order in which they were applied, at least one
   * @param decoded receives the decoded bytes
   * @throws ApiError if the body is invalid or too large
   */
  void decode(ByteBuf body, List<ContentCoding> codings, RequestBody decoded) {
    try (InputStream in = open(new ByteBufInputStream(body.duplicate()), codings)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (!decoded.append(Unpooled.wrappedBuffer(buffer, 0, length))) {
          throw ApiError.memoryExhausted();
        }
      }
    } catch (TooLargeException e) {
      throw ApiError.tooLarge(maxBytes);
    } catch (IOException | StackOverflowError e) {
      // The JDK's gzip stream recurses into each empty member.
      String names = String.join(", ", codings.stream().map(ContentCoding::label).toList());
      throw ApiError.badRequest(null, "The body is not valid " + names + ".");
    } catch (LinkageError e) {
      // The native library of zstd is not for this machine.
      throw ApiError.unsupportedContentCoding("zstd", "gzip, deflate");
    }
  }

  private InputStream open(InputStream encoded, List<ContentCoding> codings) throws IOException {
    InputStream in = encoded;
    try {
      for (ContentCoding coding : codings.reversed()) {
        in = new LimitedStream(coding.decode(in), maxBytes);
      }
      return in;
    } catch (IOException | LinkageError e) {
      in.close(); // Its decoders hold memory of their own.
      throw e;
    }
  }

  /** Fails once more bytes than the limit were read. */
  private static final class LimitedStream extends FilterInputStream {
    private long remaining;

    LimitedStream(InputStream in, int maxBytes) {
      super(in);
      this.remaining = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count(read);
      return read;
    }

    private void count(int bytes) throws TooLargeException {
      remaining -= Math.max(0, bytes);
      if (remaining < 0) {
        throw new TooLargeException();
      }
    }
  }

  private static final class TooLargeException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
  }
}
