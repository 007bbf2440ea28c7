package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.SyntheticOptions;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * Non-streamed chat completion, sent when its stream would have ended. It may be gigabytes long, so
 * its text is one small block, written repeatedly as fast as the client reads.
 */
final class BufferedResponse implements SyntheticResponse {
  private static final int BLOCK_BYTES = 16 * 1024;

  private final ResponseWriter responseWriter;
  private final Timeline timeline;
  private final FrameSchedule frameSchedule;
  private final ResponseJson responseJson;
  private final int frameBytes;
  private final int blockFrames;
  private final ByteBuf block;
  private int remainingReasoningFrames;
  private int remainingContentFrames;
  private boolean started;

  BufferedResponse(
      ChatRequest request,
      ResponseWriter responseWriter,
      Timeline timeline,
      FrameSchedule frameSchedule) {
    SyntheticOptions options = request.syntheticOptions();
    this.responseWriter = responseWriter;
    this.timeline = timeline;
    this.frameSchedule = frameSchedule;
    this.responseJson = new ResponseJson(request);
    this.remainingReasoningFrames = options.sentReasoningFrames();
    this.remainingContentFrames = options.sentFrames() - options.sentReasoningFrames();
    this.frameBytes = options.bytesPerFrame();
    this.blockFrames = Math.max(1, BLOCK_BYTES / frameBytes);
    this.block = responseWriter.alloc().directBuffer(blockFrames * frameBytes);
    block.writeCharSequence(
        responseJson.frameText().repeat(blockFrames), StandardCharsets.US_ASCII);
  }

  @Override
  public void start() {}

  @Override
  public boolean hasNext() {
    return remainingReasoningFrames + remainingContentFrames > 0;
  }

  @Override
  public long dueNanos() {
    return frameSchedule.endNanos();
  }

  @Override
  public int writeNextFrame(long nowNanos) {
    writeHeaders();
    boolean inReasoning = remainingReasoningFrames > 0;
    int frames =
        Math.min(blockFrames, inReasoning ? remainingReasoningFrames : remainingContentFrames);
    write(block.retainedSlice(0, frames * frameBytes));
    if (!inReasoning) {
      remainingContentFrames -= frames;
    } else {
      remainingReasoningFrames -= frames;
      if (remainingReasoningFrames == 0) {
        write(responseJson.contentSeparator());
      }
    }
    return frames * frameBytes;
  }

  @Override
  public void finish() {
    writeHeaders();
    write(responseJson.textSuffix());
    timeline.setCompletionTokens(frameSchedule.frames());
  }

  @Override
  public boolean isStarted() {
    return started;
  }

  @Override
  public void writeError(ApiError error) {}

  @Override
  public void release() {
    block.release();
  }

  private void writeHeaders() {
    if (started) {
      return;
    }
    started = true;
    long length = (long) (remainingReasoningFrames + remainingContentFrames) * frameBytes;
    length += responseJson.textPrefix().length() + responseJson.textSuffix().length();
    length += remainingReasoningFrames > 0 ? responseJson.contentSeparator().length() : 0;
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    responseWriter.writeHeaders(response);
    write(responseJson.textPrefix());
  }

  private void write(String json) {
    write(ByteBufUtil.writeAscii(responseWriter.alloc(), json));
  }

  private void write(ByteBuf bytes) {
    timeline.addBytesOut(bytes.readableBytes());
    responseWriter.writeContent(bytes);
  }
}
