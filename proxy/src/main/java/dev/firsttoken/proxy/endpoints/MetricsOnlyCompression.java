package dev.firsttoken.proxy.endpoints;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.server.netty.DefaultHttpCompressionStrategy;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import jakarta.inject.Singleton;

/**
 * Lets Micronaut compress a scrape and nothing else. It compresses on the event loops, where a
 * large body would delay the streams: the files of the pages are compressed by the build, and the
 * micro endpoints measure the bytes that they are asked for.
 */
@Singleton
@Replaces(DefaultHttpCompressionStrategy.class)
final class MetricsOnlyCompression implements HttpCompressionStrategy {
  private static final int MAX_ZSTD_BYTES = 1 << 25;

  @Override
  public boolean shouldCompress(HttpResponse response) {
    return MetricsController.isScrape(response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
  }

  @Override
  public int getMaxZstdEncodeSize() {
    return MAX_ZSTD_BYTES;
  }
}
