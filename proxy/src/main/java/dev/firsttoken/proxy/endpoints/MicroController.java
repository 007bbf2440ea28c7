package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.IntRange;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Minimal responses of a given size, which measure the fixed cost of a response. */
@Controller("/micro")
final class MicroController {
  private static final int MAX_BYTES = 16_777_216;
  private static final int MAX_CHUNKS = 10_000;
  private static final IntRange BYTES = new IntRange("bytes", 0, MAX_BYTES);
  private static final IntRange DELAY = new IntRange("delay_ms", 0, 60_000);

  /** Last body. It is never modified, and the next request most likely has the same size. */
  private volatile byte[] lastBody = new byte[0];

  @Get("/plain")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> plain(@QueryValue @Nullable String bytes) {
    return HttpResponse.ok(body(parse(BYTES, bytes, 1024))).contentType(MediaType.TEXT_PLAIN_TYPE);
  }

  @Get("/chunked")
  @Produces(MediaType.ALL)
  HttpResponse<Publisher<byte[]>> chunked(
      @QueryValue @Nullable String bytes,
      @QueryValue @Nullable String chunks,
      @QueryValue("delay_ms") @Nullable String delayMillis) {
    int size = parse(BYTES, bytes, 1024);
    int maxChunks = Math.clamp(size, 1, MAX_CHUNKS);
    int count = parse(new IntRange("chunks", 1, maxChunks), chunks, Math.min(10, maxChunks));
    Duration delay = Duration.ofMillis(parse(DELAY, delayMillis, 0));
    return HttpResponse.<Publisher<byte[]>>ok(createChunks(size, count, delay))
        .contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
  }

  /** Splits evenly. An empty body has no chunks, because an empty chunk would end the body. */
  private Publisher<byte[]> createChunks(int size, int count, Duration delay) {
    if (size == 0) {
      return Flux.empty();
    }
    Flux<byte[]> chunks =
        Flux.range(0, count)
            .map(i -> body((int) ((i + 1L) * size / count) - (int) ((long) i * size / count)));
    return delay.isZero()
        ? chunks
        : chunks
            .index()
            .concatMap(
                chunk ->
                    chunk.getT1() == 0
                        ? Mono.just(chunk.getT2())
                        : Mono.delay(delay).thenReturn(chunk.getT2()),
                1);
  }

  private static int parse(IntRange range, @Nullable String text, int defaultValue) {
    if (text == null) {
      return defaultValue;
    }
    return range
        .parse(text)
        .orElseThrow(() -> ApiError.badRequest(range.name(), range.parseError(text)));
  }

  private byte[] body(int size) {
    byte[] body = lastBody;
    if (body.length != size) {
      body = new byte[size];
      Arrays.fill(body, (byte) 'x');
      lastBody = body;
    }
    return body;
  }
}
