package dev.firsttoken.proxy.pages;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of the pages, ready to be sent in each coding that the build has made of it. */
final class PageFile {
  /** The name of a file in this folder changes with its content. */
  private static final String HASHED_FOLDER = "/assets/";

  private static final String CACHED_FOREVER = "public, max-age=31536000, immutable";
  private static final String CACHED_WITH_CHECK = "no-cache";

  /**
   * The bytes of the file in one coding. All responses share them: a client that does not read
   * costs no copy.
   */
  private record Variant(String coding, ByteBuf bytes, EntityTag tag) {
    static Variant of(String coding, byte[] bytes) {
      ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      return new Variant(coding, Unpooled.wrappedBuffer(memory), EntityTag.of(bytes));
    }
  }

  private final String mediaType;
  private final String caching;

  /** The preferred one first, among those that a client accepts alike. */
  private final List<Variant> variants = new ArrayList<>();

  /**
   * @param path of the file on the server
   * @param brotli the encoded file, or null
   * @param gzip the encoded file, or null
   */
  PageFile(String path, byte[] bytes, byte @Nullable [] brotli, byte @Nullable [] gzip) {
    this.mediaType = PageMediaType.of(path);
    this.caching = path.startsWith(HASHED_FOLDER) ? CACHED_FOREVER : CACHED_WITH_CHECK;
    if (brotli != null) {
      variants.add(Variant.of("br", brotli));
    }
    if (gzip != null) {
      variants.add(Variant.of("gzip", gzip));
    }
    variants.add(Variant.of(AcceptEncoding.IDENTITY, bytes));
  }

  /** Creates the response to a request with these headers: the file, or 304. */
  MutableHttpResponse<ByteBuf> respondTo(HttpHeaders request) {
    Variant variant = select(new AcceptEncoding(request.getAll(HttpHeaders.ACCEPT_ENCODING)));
    MutableHttpResponse<ByteBuf> response;
    if (variant.tag.isNamedBy(request.getAll(HttpHeaders.IF_NONE_MATCH))) {
      response = HttpResponse.notModified();
    } else {
      response =
          HttpResponse.ok(variant.bytes.retainedDuplicate())
              .header(HttpHeaders.CONTENT_TYPE, mediaType)
              .header(PageHeaders.CONTENT_TYPE_OPTIONS, PageHeaders.NO_SNIFFING);
      if (!variant.coding.equals(AcceptEncoding.IDENTITY)) {
        response.header(HttpHeaders.CONTENT_ENCODING, variant.coding);
      }
    }
    return response
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .header(HttpHeaders.ETAG, variant.tag.value())
        .header(HttpHeaders.CACHE_CONTROL, caching);
  }

  /** A client that refuses everything gets the file as it is. */
  private Variant select(AcceptEncoding accepted) {
    Variant best = variants.getLast();
    double bestQuality = 0;
    for (Variant variant : variants) {
      double quality = accepted.quality(variant.coding);
      if (quality > bestQuality) {
        best = variant;
        bestQuality = quality;
      }
    }
    return best;
  }
}
