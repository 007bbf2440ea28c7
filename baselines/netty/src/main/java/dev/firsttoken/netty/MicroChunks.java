package dev.firsttoken.netty;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/** Body in chunks of even size, each a delay after the previous one was written. */
final class MicroChunks implements TimedParts {
  private final ResponseOutput output;
  private final int bytes;
  private final int chunks;
  private final long delayNanos;
  private final long startNanos = System.nanoTime();
  private long dueNanos = startNanos;
  private int next;

  /**
   * @param chunks ignored if there are no bytes: an empty chunk would end the body
   */
  MicroChunks(ResponseOutput output, int bytes, int chunks, long delayNanos) {
    this.output = output;
    this.bytes = bytes;
    this.chunks = bytes == 0 ? 0 : chunks;
    this.delayNanos = delayNanos;
  }

  @Override
  public void start() {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM);
    output.writeHeaders(headers);
  }

  /** The body of a HEAD request is left out. */
  @Override
  public boolean hasNext() {
    return next < chunks && !output.isHeadRequest();
  }

  @Override
  public long dueNanos() {
    return hasNext() ? dueNanos : startNanos;
  }

  @Override
  public long periodNanos() {
    return 0;
  }

  @Override
  public void writeNext() {
    int start = offset(next);
    next++;
    output.writeChunk(MicroBytes.ofSize(offset(next) - start));
    dueNanos = System.nanoTime() + delayNanos;
  }

  @Override
  public void finish() {
    output.end();
  }

  private int offset(int chunk) {
    return (int) ((long) chunk * bytes / chunks);
  }
}
