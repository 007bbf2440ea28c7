package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * Chat completion that is not streamed, sent when its stream would have ended. It may be gigabytes
 * long, so its text is one small block, written repeatedly as fast as the client reads.
 */
final class CompletionBody implements TimedParts {
  private static final int BLOCK_BYTES = 16 * 1024;

  private final ResponseOutput output;
  private final CompletionJson json;
  private final DueTimes dueTimes;
  private final int frameBytes;
  private final int blockFrames;
  private final ByteBuf block;
  private int remainingReasoning;
  private int remainingContent;

  CompletionBody(ResponseOutput output, CompletionRequest request, DueTimes dueTimes) {
    StreamOptions options = request.options();
    this.output = output;
    this.json = new CompletionJson(request);
    this.dueTimes = dueTimes;
    this.frameBytes = options.bytesPerFrame();
    this.blockFrames = Math.max(1, BLOCK_BYTES / frameBytes);
    this.block = output.alloc().directBuffer(blockFrames * frameBytes);
    block.writeCharSequence(json.frameText().repeat(blockFrames), StandardCharsets.US_ASCII);
    this.remainingReasoning = options.reasoningFrames();
    this.remainingContent = options.frames() - options.reasoningFrames();
  }

  /** Writes nothing: the headers, too, are due at the end. */
  @Override
  public void start() {}

  @Override
  public boolean hasNext() {
    return remainingReasoning + remainingContent > 0;
  }

  @Override
  public long dueNanos() {
    return dueTimes.endNanos();
  }

  @Override
  public long periodNanos() {
    return 0;
  }

  @Override
  public void writeNext() {
    writeHeaders();
    boolean inReasoning = remainingReasoning > 0;
    int frames = Math.min(blockFrames, inReasoning ? remainingReasoning : remainingContent);
    write(block.retainedSlice(0, frames * frameBytes));
    if (!inReasoning) {
      remainingContent -= frames;
      return;
    }
    remainingReasoning -= frames;
    if (remainingReasoning == 0) {
      write(json.contentSeparator());
    }
  }

  /** Counts before the last bytes are sent, so that a client that has read them is counted. */
  @Override
  public void finish() {
    writeHeaders();
    write(json.textSuffix());
    output.meter().addTokens(dueTimes.frames());
    output.meter().endComplete();
    output.end();
  }

  @Override
  public void release() {
    block.release();
  }

  private void writeHeaders() {
    if (output.isStarted()) {
      return;
    }
    long length = (long) (remainingReasoning + remainingContent) * frameBytes;
    length += json.textPrefix().length() + json.textSuffix().length();
    length += remainingReasoning > 0 ? json.contentSeparator().length() : 0;
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    output.writeHeaders(headers);
    write(json.textPrefix());
  }

  private void write(String text) {
    write(ByteBufUtil.writeAscii(output.alloc(), text));
  }

  private void write(ByteBuf bytes) {
    output.meter().addBytesOut(bytes.readableBytes());
    output.writeRaw(bytes);
  }
}
