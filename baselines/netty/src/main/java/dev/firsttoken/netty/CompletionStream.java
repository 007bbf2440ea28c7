package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Streamed chat completion: role, frames, finish reason, usage if requested, {@code [DONE]}. Frames
 * carry their own chunk framing and bypass the codec. Without stamps, all frames share one buffer.
 */
final class CompletionStream implements TimedParts {
  private final ResponseOutput output;
  private final CompletionRequest request;
  private final StreamOptions options;
  private final CompletionJson json;
  private final DueTimes dueTimes;
  private final FramedEvent content;
  private final @Nullable FramedEvent reasoning;
  private int next;

  CompletionStream(ResponseOutput output, CompletionRequest request, DueTimes dueTimes) {
    this.output = output;
    this.request = request;
    this.options = request.options();
    this.json = new CompletionJson(request);
    this.dueTimes = dueTimes;
    this.content = event(json.contentChunk());
    this.reasoning = options.reasoningFrames() > 0 ? event(json.reasoningChunk()) : null;
  }

  @Override
  public void start() {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
    headers.set("x-accel-buffering", "no");
    output.writeHeaders(headers);
    writeOnce(json.roleChunk(), -1, dueTimes.startNanos());
  }

  @Override
  public boolean hasNext() {
    return next < options.frames();
  }

  @Override
  public long dueNanos() {
    return hasNext() ? dueTimes.ofFrame(next) : dueTimes.endNanos();
  }

  @Override
  public long periodNanos() {
    return dueTimes.periodNanos();
  }

  @Override
  public void writeNext() {
    int index = next++;
    spin();
    FramedEvent frame =
        reasoning != null && index < options.reasoningFrames() ? reasoning : content;
    write(frame, index, dueTimes.ofFrame(index));
    output.meter().addTokens(1);
    if (index == 0) {
      output.flush();
      output.meter().onFirstContent();
    }
  }

  /** Counts before the last bytes are sent, so that a client that has read them is counted. */
  @Override
  public void finish() {
    writeOnce(json.finishChunk(), options.frames(), dueTimes.endNanos());
    if (request.includeUsage()) {
      writeOnce(json.usageChunk(), options.frames() + 1, dueTimes.endNanos());
    }
    writeData("[DONE]");
    output.meter().endComplete();
    output.end();
  }

  /** Writes an error event. Without the last chunk, no client takes the stream for complete. */
  @Override
  public void writeError(RequestError error) {
    writeData(error.body());
  }

  @Override
  public void release() {
    content.release();
    if (reasoning != null) {
      reasoning.release();
    }
  }

  /** Burns CPU, so that a comparison can be tried on a server slowed by a known amount. */
  private void spin() {
    if (options.spinNanos() > 0) {
      long startNanos = System.nanoTime();
      while (System.nanoTime() - startNanos < options.spinNanos()) {
        Thread.onSpinWait();
      }
    }
  }

  private void writeOnce(String chunk, int seq, long dueNanos) {
    FramedEvent event = event(chunk);
    write(event, seq, dueNanos);
    event.release();
  }

  private void writeData(String data) {
    FramedEvent event = FramedEvent.of(output.alloc(), data, output.isChunked());
    output.meter().addBytesOut(event.length());
    output.writeRaw(event.buffer());
    event.release();
  }

  private FramedEvent event(String chunk) {
    return FramedEvent.ofChunk(output.alloc(), chunk, options.stamp(), output.isChunked());
  }

  private void write(FramedEvent event, int seq, long dueNanos) {
    ByteBuf bytes =
        options.stamp()
            ? event.stampedCopy(output.alloc(), seq, dueNanos, System.nanoTime())
            : event.buffer();
    output.meter().addBytesOut(event.length());
    output.writeRaw(bytes);
  }
}
