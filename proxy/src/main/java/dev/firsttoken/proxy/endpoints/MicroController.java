package dev.firsttoken.proxy.endpoints;

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

/** Bare answers of a given size, to measure what any answer costs. */
@Controller("/micro")
final class MicroController {
  private static final int MAX_BYTES = 16_777_216;
  private static final int MAX_CHUNKS = 10_000;
  private static final QueryRange BYTES = new QueryRange("bytes", 0, MAX_BYTES);
  private static final QueryRange DELAY = new QueryRange("delay_ms", 0, 60_000);

  /** The last body, as the next one is most likely the same; only ever read. */
  private volatile byte[] lastBody = new byte[0];

  @Get("/plain")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> plain(@QueryValue @Nullable String bytes) {
    return HttpResponse.ok(body(BYTES.parse(bytes, 1024))).contentType(MediaType.TEXT_PLAIN_TYPE);
  }

  @Get("/chunked")
  @Produces(MediaType.ALL)
  HttpResponse<Publisher<byte[]>> chunked(
      @QueryValue @Nullable String bytes,
      @QueryValue @Nullable String chunks,
      @QueryValue("delay_ms") @Nullable String delayMillis) {
    int size = BYTES.parse(bytes, 1024);
    int maxChunks = Math.clamp(size, 1, MAX_CHUNKS);
    int count = new QueryRange("chunks", 1, maxChunks).parse(chunks, Math.min(10, maxChunks));
    Duration delay = Duration.ofMillis(DELAY.parse(delayMillis, 0));
    return HttpResponse.<Publisher<byte[]>>ok(createChunks(size, count, delay))
        .contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
  }

  /** As even as they can be; of no bytes, none, as a chunk of none would end the body. */
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
