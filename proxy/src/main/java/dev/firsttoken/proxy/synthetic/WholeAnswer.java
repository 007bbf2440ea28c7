package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Knobs;
import dev.firsttoken.proxy.exchange.Reply;
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
 * One chat completion when its stream would have ended. It may be gigabytes long: its text is one
 * small block, sent as often as it takes and as the client reads.
 */
final class WholeAnswer implements Answer {
  private static final int BLOCK_BYTES = 16 * 1024;

  private final Reply reply;
  private final Timeline timeline;
  private final Schedule schedule;
  private final Script script;
  private final int frameBytes;
  private final int blockFrames;
  private final ByteBuf block;
  private int reasoningLeft;
  private int contentLeft;
  private boolean opened;

  WholeAnswer(ChatRequest request, Reply reply, Timeline timeline, Schedule schedule) {
    Knobs knobs = request.knobs();
    this.reply = reply;
    this.timeline = timeline;
    this.schedule = schedule;
    this.script = new Script(request);
    this.reasoningLeft = knobs.reasoningFrames();
    this.contentLeft = knobs.frames() - knobs.reasoningFrames();
    this.frameBytes = knobs.bytesPerFrame();
    this.blockFrames = Math.max(1, BLOCK_BYTES / frameBytes);
    this.block = reply.alloc().directBuffer(blockFrames * frameBytes);
    block.writeCharSequence(script.text().repeat(blockFrames), StandardCharsets.US_ASCII);
  }

  @Override
  public void open() {}

  @Override
  public boolean more() {
    return reasoningLeft + contentLeft > 0;
  }

  @Override
  public long dueNanos() {
    return schedule.endNanos();
  }

  @Override
  public int piece(long nowNanos) {
    head();
    boolean reason = reasoningLeft > 0;
    int frames = Math.min(blockFrames, reason ? reasoningLeft : contentLeft);
    write(block.retainedSlice(0, frames * frameBytes));
    if (!reason) {
      contentLeft -= frames;
    } else {
      reasoningLeft -= frames;
      if (reasoningLeft == 0) {
        write(script.betweenTexts());
      }
    }
    return frames * frameBytes;
  }

  @Override
  public void rest() {
    head();
    write(script.afterText());
    timeline.tokens(schedule.frames());
  }

  @Override
  public boolean begun() {
    return opened;
  }

  @Override
  public void say(ChatError error) {}

  @Override
  public void release() {
    block.release();
  }

  private void head() {
    if (opened) {
      return;
    }
    opened = true;
    long length = (long) (reasoningLeft + contentLeft) * frameBytes;
    length += script.beforeText().length() + script.afterText().length();
    length += reasoningLeft > 0 ? script.betweenTexts().length() : 0;
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpHeaders headers = head.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    reply.head(head);
    write(script.beforeText());
  }

  private void write(String json) {
    write(ByteBufUtil.writeAscii(reply.alloc(), json));
  }

  private void write(ByteBuf bytes) {
    timeline.bytesOut(bytes.readableBytes());
    reply.content(bytes);
  }
}
