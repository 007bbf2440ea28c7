package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream of chunks: role, frames, finish, usage where asked, {@code [DONE]}. The frames go below
 * the server's encoder, framed beforehand; without stamps they are all one buffer.
 */
final class StreamedAnswer implements Answer {
  private final ChatRequest request;
  private final Reply reply;
  private final Timeline timeline;
  private final Schedule schedule;
  private final Script script;
  private final Event content;
  private final @Nullable Event reasoning;
  private int next;

  StreamedAnswer(ChatRequest request, Reply reply, Timeline timeline, Schedule schedule) {
    this.request = request;
    this.reply = reply;
    this.timeline = timeline;
    this.schedule = schedule;
    this.script = new Script(request);
    this.content = event(script.content());
    this.reasoning = request.knobs().reasoningFrames() > 0 ? event(script.reasoning()) : null;
  }

  @Override
  public void open() {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpHeaders headers = head.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
    // Or an nginx in front would hold frames back.
    headers.set("x-accel-buffering", "no");
    if (reply.http11()) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    reply.head(head);
    once(script.role(), -1, schedule.startNanos());
  }

  @Override
  public boolean more() {
    return next < schedule.frames();
  }

  @Override
  public long dueNanos() {
    return more() ? schedule.dueNanos(next) : schedule.endNanos();
  }

  @Override
  public int piece(long nowNanos) {
    Event frame =
        reasoning != null && next < request.knobs().reasoningFrames() ? reasoning : content;
    write(
        request.knobs().stamp()
            ? frame.send(reply.alloc(), next, schedule.dueNanos(next), nowNanos)
            : frame.send());
    timeline.bytesOut(frame.length());
    timeline.contentEvent(nowNanos);
    next++;
    return frame.length();
  }

  @Override
  public void rest() {
    once(script.finish(), schedule.frames(), schedule.endNanos());
    if (request.includeUsage()) {
      once(script.usageChunk(), schedule.frames() + 1, schedule.endNanos());
      timeline.tokens(schedule.frames());
    }
    Event done = event("[DONE]");
    write(done.send());
    timeline.bytesOut(done.length());
    done.release();
  }

  @Override
  public boolean begun() {
    return true;
  }

  @Override
  public void say(ChatError error) {
    Event last = event(new String(error.body(), StandardCharsets.UTF_8));
    write(last.send());
    timeline.bytesOut(last.length());
    last.release();
  }

  @Override
  public void release() {
    content.release();
    if (reasoning != null) {
      reasoning.release();
    }
  }

  private void once(String json, int seq, long dueNanos) {
    Event event = event(json);
    write(
        request.knobs().stamp()
            ? event.send(reply.alloc(), seq, dueNanos, System.nanoTime())
            : event.send());
    timeline.bytesOut(event.length());
    event.release();
  }

  private Event event(String data) {
    return new Event(reply.alloc(), data, reply.http11());
  }

  private void write(ByteBuf bytes) {
    if (reply.http11()) {
      reply.raw(bytes);
    } else {
      reply.content(bytes);
    }
  }
}
