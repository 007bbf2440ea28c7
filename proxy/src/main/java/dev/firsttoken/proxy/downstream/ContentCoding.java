package dev.firsttoken.proxy.downstream;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Content coding of a request's body (RFC 9110 §8.4.1) that the proxy decodes. */
enum ContentCoding {
  GZIP {
    @Override
    InputStream decode(InputStream encoded) throws IOException {
      return new GZIPInputStream(encoded);
    }
  },
  DEFLATE {
    // Some senders leave out the zlib header, so it is recognized by its checksum.
    @Override
    InputStream decode(InputStream encoded) throws IOException {
      PushbackInputStream in = new PushbackInputStream(encoded, 2);
      byte[] header = in.readNBytes(2);
      in.unread(header);
      boolean zlib =
          header.length == 2
              && (header[0] & 0x0f) == 8
              && (((header[0] & 0xff) << 8) | (header[1] & 0xff)) % 31 == 0;
      return new InflaterInputStream(in, new Inflater(!zlib)) {
        @Override
        public void close() throws IOException {
          inf.end();
          super.close();
        }
      };
    }
  },
  ZSTD {
    @Override
    InputStream decode(InputStream encoded) throws IOException {
      ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(encoded);
      in.setLongMax(MAX_ZSTD_WINDOW_LOG);
      return in;
    }
  };

  /** The supported codings, as in an Accept-Encoding header. */
  static final String SUPPORTED = "gzip, deflate, zstd";

  /** RFC 9659 §3: a window of at most 8 MiB. The library allows 128 MiB. */
  private static final int MAX_ZSTD_WINDOW_LOG = 23;

  /** More codings on one body are no use to anyone but an attacker. */
  private static final int MAX_CODINGS = 4;

  /** Creates a stream of the decoded bytes, which closes the encoded one. */
  abstract InputStream decode(InputStream encoded) throws IOException;

  /** Name in messages. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the codings of a body in the order in which they were applied.
   *
   * @return the codings without {@code identity}, or null if one is not supported or they are too
   *     many
   */
  static @Nullable List<ContentCoding> parse(HttpHeaders headers) {
    List<ContentCoding> codings = new ArrayList<>();
    for (String value : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      for (String name : value.split(",", -1)) {
        switch (name.strip().toLowerCase(Locale.ROOT)) {
          case "", "identity" -> {}
          case "gzip", "x-gzip" -> codings.add(GZIP);
          case "deflate" -> codings.add(DEFLATE);
          case "zstd" -> codings.add(ZSTD);
          default -> {
            return null;
          }
        }
      }
    }
    return codings.size() <= MAX_CODINGS ? codings : null;
  }
}
