package dev.firsttoken.proxy.pages;

import dev.firsttoken.proxy.api.ApiError;
import io.micronaut.context.annotation.Executable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Serves the pages' files. {@link PageRoutes} has its routes. */
@Singleton
final class PageController {
  /** Not 503: the pages of this build stay absent, however long a client waits. */
  private static final String NOT_BUILT =
      """
      This build of First Token has no web pages: it was made without Node.js, or with -DskipUi.
      Install Node.js 20.19 or newer and build again. The API does not need them.
      """;

  private final PageFiles pageFiles;

  PageController(PageFiles pageFiles) {
    this.pageFiles = pageFiles;
  }

  /** Reports whether a path is that of the one HTML page. */
  static boolean isIndex(String path) {
    return path.equals("/") || path.equals("/index.html");
  }

  @Executable
  @Produces(MediaType.ALL)
  HttpResponse<ByteBuf> index(HttpRequest<?> request) {
    if (!isIndex(request.getPath())) {
      throw ApiError.notFound(request.getMethodName(), request.getPath());
    }
    IndexPage index = pageFiles.index();
    return index == null
        ? HttpResponse.notFound(Unpooled.wrappedBuffer(NOT_BUILT.getBytes(StandardCharsets.UTF_8)))
            .header(HttpHeaders.CONTENT_TYPE, PageMediaType.TEXT)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
        : index.respond();
  }

  @Executable
  @Produces(MediaType.ALL)
  HttpResponse<ByteBuf> file(HttpRequest<?> request) {
    PageFile file = pageFiles.file(request.getPath());
    if (file == null) {
      throw ApiError.notFound(request.getMethodName(), request.getPath());
    }
    return file.respondTo(request.getHeaders());
  }
}
