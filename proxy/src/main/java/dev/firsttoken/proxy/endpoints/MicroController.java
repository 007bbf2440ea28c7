package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.IntRange;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Minimal responses of a given size, which measure the fixed cost of a response. */
@Controller("/micro")
final class MicroController {
  private static final int MAX_BYTES = 16_777_216;
  private static final int MAX_CHUNKS = 10_000;
  private static final IntRange BYTES = new IntRange("bytes", 0, MAX_BYTES);
  private static final IntRange DELAY = new IntRange("delay_ms", 0, 60_000);

  @Get("/plain")
  @Produces(MediaType.ALL)
  HttpResponse<ByteBuf> plain(@QueryValue @Nullable String bytes) {
    return HttpResponse.ok(FillerBytes.ofSize(parse(BYTES, bytes, 1024)))
        .contentType(MediaType.TEXT_PLAIN_TYPE);
  }

  @Get("/chunked")
  @Produces(MediaType.ALL)
  HttpResponse<Publisher<ByteBuf>> chunked(
      HttpRequest<?> request,
      @QueryValue @Nullable String bytes,
      @QueryValue @Nullable String chunks,
      @QueryValue("delay_ms") @Nullable String delayMillis) {
    int size = parse(BYTES, bytes, 1024);
    int maxChunks = Math.clamp(size, 1, MAX_CHUNKS);
    int count = parse(new IntRange("chunks", 1, maxChunks), chunks, Math.min(10, maxChunks));
    Duration delay = Duration.ofMillis(parse(DELAY, delayMillis, 0));
    Flux<ByteBuf> body = createChunks(size, count);
    return HttpResponse.<Publisher<ByteBuf>>ok(
            delay.isZero() ? body : delay(body, delay, eventLoop(request)))
        .contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
  }

  /** Splits evenly. An empty body has no chunks, because an empty chunk would end the body. */
  private static Flux<ByteBuf> createChunks(int size, int count) {
    return size == 0
        ? Flux.empty()
        : Flux.range(0, count)
            .map(
                i ->
                    FillerBytes.ofSize(
                        (int) ((i + 1L) * size / count) - (int) ((long) i * size / count)));
  }

  private static Flux<ByteBuf> delay(Flux<ByteBuf> chunks, Duration delay, Scheduler timer) {
    return chunks
        .index()
        .concatMap(
            chunk ->
                chunk.getT1() == 0
                    ? Mono.just(chunk.getT2())
                    : Mono.delay(delay, timer).thenReturn(chunk.getT2()),
            1);
  }

  /**
   * Returns the thread of the connection. Micronaut throws if another thread emits a chunk after
   * the client has left.
   */
  private static Scheduler eventLoop(HttpRequest<?> request) {
    return request instanceof NettyHttpRequest<?> netty
        ? Schedulers.fromExecutorService(netty.getChannelHandlerContext().channel().eventLoop())
        : Schedulers.parallel();
  }

  private static int parse(IntRange range, @Nullable String text, int defaultValue) {
    if (text == null) {
      return defaultValue;
    }
    return range
        .parse(text)
        .orElseThrow(() -> ApiError.badRequest(range.name(), range.parseError(text)));
  }
}
