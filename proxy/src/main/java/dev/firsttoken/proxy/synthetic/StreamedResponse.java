package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.exchange.SseHeaders;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Streamed chat completion: role, frames, finish reason, usage if requested, {@code [DONE]}. Frames
 * carry their own chunk framing and bypass the server's encoder. Without stamps, all frames share
 * one buffer.
 */
final class StreamedResponse implements SyntheticResponse {
  private final ChatRequest request;
  private final ResponseWriter responseWriter;
  private final Timeline timeline;
  private final FrameSchedule frameSchedule;
  private final ResponseJson responseJson;
  private final PrebuiltEvent content;
  private final @Nullable PrebuiltEvent reasoning;
  private int nextIndex;

  StreamedResponse(
      ChatRequest request,
      ResponseWriter responseWriter,
      Timeline timeline,
      FrameSchedule frameSchedule) {
    this.request = request;
    this.responseWriter = responseWriter;
    this.timeline = timeline;
    this.frameSchedule = frameSchedule;
    this.responseJson = new ResponseJson(request);
    this.content = newEvent(responseJson.contentChunk());
    this.reasoning =
        request.syntheticOptions().sentReasoningFrames() > 0
            ? newEvent(responseJson.reasoningChunk())
            : null;
  }

  @Override
  public void start() {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    SseHeaders.set(response.headers());
    if (responseWriter.isHttp11()) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    responseWriter.writeHeaders(response);
    writeOnce(responseJson.roleChunk(), -1, frameSchedule.startNanos());
  }

  @Override
  public boolean hasNext() {
    return nextIndex < frameSchedule.frames();
  }

  @Override
  public long dueNanos() {
    return hasNext() ? frameSchedule.dueNanos(nextIndex) : frameSchedule.endNanos();
  }

  @Override
  public int writeNextFrame(long nowNanos) {
    PrebuiltEvent frame =
        reasoning != null && nextIndex < request.syntheticOptions().sentReasoningFrames()
            ? reasoning
            : content;
    write(
        request.syntheticOptions().stamp()
            ? frame.stampedCopy(
                responseWriter.alloc(), nextIndex, frameSchedule.dueNanos(nextIndex), nowNanos)
            : frame.buffer());
    timeline.addBytesOut(frame.length());
    timeline.onContentEvent(nowNanos);
    nextIndex++;
    return frame.length();
  }

  @Override
  public void finish() {
    writeOnce(responseJson.finishChunk(), frameSchedule.frames(), frameSchedule.endNanos());
    if (request.includeUsage()) {
      writeOnce(responseJson.usageChunk(), frameSchedule.frames() + 1, frameSchedule.endNanos());
      timeline.setCompletionTokens(frameSchedule.frames());
    }
    PrebuiltEvent done = newEvent("[DONE]");
    write(done.buffer());
    timeline.addBytesOut(done.length());
    done.release();
  }

  @Override
  public boolean isStarted() {
    return true;
  }

  @Override
  public void writeError(ApiError error) {
    PrebuiltEvent last = newEvent(new String(error.body(), StandardCharsets.UTF_8));
    write(last.buffer());
    timeline.addBytesOut(last.length());
    last.release();
  }

  @Override
  public void release() {
    content.release();
    if (reasoning != null) {
      reasoning.release();
    }
  }

  private void writeOnce(String json, int seq, long dueNanos) {
    PrebuiltEvent event = newEvent(json);
    write(
        request.syntheticOptions().stamp()
            ? event.stampedCopy(responseWriter.alloc(), seq, dueNanos, System.nanoTime())
            : event.buffer());
    timeline.addBytesOut(event.length());
    event.release();
  }

  private PrebuiltEvent newEvent(String data) {
    return new PrebuiltEvent(responseWriter.alloc(), data, responseWriter.isHttp11());
  }

  private void write(ByteBuf bytes) {
    if (responseWriter.isHttp11()) {
      responseWriter.writeRaw(bytes);
    } else {
      responseWriter.writeContent(bytes);
    }
  }
}
