package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.exchange.HeaderFilter;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.exchange.SseHeaders;
import dev.firsttoken.wire.call.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes one upstream response to the client: filtered headers, and the body unchanged. */
final class ResponsePassthrough {
  private enum BodyFraming {
    /** Unchanged, chunk framing included. */
    RAW_CHUNKS,
    /** Unchanged, with a Content-Length. */
    RAW_FIXED_LENGTH,
    /** Data only, framed by the server's encoder: the client or the upstream is HTTP/1.0. */
    REFRAMED
  }

  private final ResponseWriter responseWriter;
  private final BodyFraming bodyFraming;
  private final HttpResponse response;
  private final HttpHeaders upstreamHeaders;

  private ResponsePassthrough(
      ResponseWriter responseWriter,
      BodyFraming bodyFraming,
      HttpResponse response,
      HttpHeaders upstreamHeaders) {
    this.responseWriter = responseWriter;
    this.bodyFraming = bodyFraming;
    this.response = response;
    this.upstreamHeaders = upstreamHeaders;
  }

  static ResponsePassthrough of(HttpResponse upstreamResponse, ResponseWriter responseWriter) {
    HttpHeaders headers = HeaderFilter.filterForClient(upstreamResponse.headers());
    // Not the upstream's reason phrase, which is free text and can hold anything.
    HttpResponseStatus status = HttpResponseStatus.valueOf(upstreamResponse.status().code());
    BodyFraming bodyFraming = frame(upstreamResponse, headers, responseWriter);
    return new ResponsePassthrough(
        responseWriter,
        bodyFraming,
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers),
        upstreamResponse.headers());
  }

  /** Sets the headers that say how the body is framed. */
  private static BodyFraming frame(
      HttpResponse upstreamResponse, HttpHeaders headers, ResponseWriter responseWriter) {
    if (upstreamResponse.status().equals(HttpResponseStatus.RESET_CONTENT)) {
      // A 205 has no body, whatever its headers claim: the encoder drops one, raw writes would not.
      return BodyFraming.REFRAMED;
    }
    if (SseHeaders.isEventStream(headers)) {
      SseHeaders.disableBuffering(headers);
    }
    long length = HttpUtil.getContentLength(upstreamResponse, -1L);
    if (length >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
      return BodyFraming.RAW_FIXED_LENGTH;
    }
    if (responseWriter.isHttp11()) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return responseWriter.isHttp11() && HttpUtil.isTransferEncodingChunked(upstreamResponse)
        ? BodyFraming.RAW_CHUNKS
        : BodyFraming.REFRAMED;
  }

  HttpResponse response() {
    return response;
  }

  void onData(ByteBuf bytes, int from, int to) {
    if (bodyFraming == BodyFraming.REFRAMED) {
      responseWriter.writeContent(bytes.retainedSlice(from, to - from));
    }
  }

  void onBody(ByteBuf bytes) {
    if (bodyFraming == BodyFraming.REFRAMED) {
      bytes.release();
    } else {
      responseWriter.writeRaw(bytes);
    }
  }

  /** Writes the end of the body. The trailers pass the same filter as the headers. */
  void end(HttpHeaders trailers) {
    responseWriter.end(
        trailers.isEmpty() ? trailers : HeaderFilter.filterTrailers(trailers, upstreamHeaders));
  }

  /** Reports whether {@link #appendEvent} may follow the bytes written so far. */
  boolean canAppend(@Nullable Connection connection) {
    return bodyFraming == BodyFraming.REFRAMED
        || (bodyFraming == BodyFraming.RAW_CHUNKS
            && connection != null
            && connection.isAtChunkBoundary());
  }

  /** Writes an event of the proxy itself, in its own chunk. */
  void appendEvent(byte[] event) {
    if (bodyFraming == BodyFraming.REFRAMED) {
      responseWriter.writeContent(Unpooled.wrappedBuffer(event));
      return;
    }
    String size = Integer.toHexString(event.length) + "\r\n";
    responseWriter.writeRaw(
        Unpooled.wrappedBuffer(
            size.getBytes(StandardCharsets.US_ASCII), event, new byte[] {'\r', '\n'}));
  }
}
