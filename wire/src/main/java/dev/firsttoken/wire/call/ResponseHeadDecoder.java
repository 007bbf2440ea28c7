package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Handles what Netty's decoder produces: headers, bodies without chunks, and last contents. */
final class ResponseHeadDecoder extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  private final CallState state;
  private final ResponseReader reader;
  private boolean interim;

  ResponseHeadDecoder(CallState state, ResponseReader reader) {
    this.state = state;
    this.reader = reader;
  }

  /** Creates Netty's decoder, changed to reject a response with both a length and chunks. */
  static HttpResponseDecoder newNettyDecoder() {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_HEADER_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setAllowDuplicateContentLengths(false);
    return new HttpResponseDecoder(config) {
      @Override
      protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
      }
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      CallListener listener = state.listener();
      if (listener == null || (message instanceof HttpObject part && failIfUndecodable(part))) {
        return;
      }
      if (message instanceof HttpResponse response) {
        handleHeaders(response, listener);
      }
      if (message instanceof HttpContent content) {
        handleContent(content, listener);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (!state.isConnected()) {
      return; // A TLS handshake failure; its future reports it with the reason.
    }
    state.fail(classify(failure), "the connection broke: " + FailureReason.of(failure));
    if (!(failure instanceof IOException || failure instanceof DecoderException)) {
      // A bug on this side, perhaps in a listener: Netty logs it with its stack trace.
      ctx.fireExceptionCaught(failure);
    }
  }

  private static CallOutcome classify(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof SSLHandshakeException) {
      // With TLS 1.3 the server can reject the client after the client's handshake has finished.
      return CallOutcome.TLS_FAILED;
    }
    return failure instanceof DecoderException && !(cause instanceof SSLException)
        ? CallOutcome.MALFORMED
        : CallOutcome.RESET;
  }

  private boolean failIfUndecodable(HttpObject part) {
    DecoderResult result = part.decoderResult();
    if (result.isSuccess() || reader.isPeerClosed()) {
      // After a close the decoder fails on the missing rest; channelInactive reports truncation.
      return !result.isSuccess();
    }
    state.fail(
        CallOutcome.MALFORMED, "the response is not HTTP/1.1: " + FailureReason.of(result.cause()));
    return true;
  }

  private void handleHeaders(HttpResponse response, CallListener listener) {
    String rejection = rejectionReason(response);
    if (rejection != null) {
      state.fail(CallOutcome.MALFORMED, rejection);
      return;
    }
    interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim) {
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(response);
    long length = isBodyless(response.status()) ? 0 : HttpUtil.getContentLength(response, -1L);
    if (length != 0 && response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      reader.expectChunkedBody(keepAlive);
    } else if (length >= 0) {
      reader.expectFixedLengthBody(length, keepAlive);
    } else {
      reader.expectBodyUntilClose(response.status().codeClass() == HttpStatusClass.SUCCESS);
    }
    listener.onHeaders(response, reader.nanos());
  }

  private void handleContent(HttpContent content, CallListener listener) {
    boolean last = content instanceof LastHttpContent;
    if (last && interim) {
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable()) {
      listener.onData(bytes, bytes.readerIndex(), bytes.writerIndex(), reader.nanos());
      if (state.listener() == null) {
        return;
      }
      listener.onBody(bytes.retain());
    }
    if (content instanceof LastHttpContent lastContent) {
      reader.onLastContent(lastContent.trailingHeaders());
    }
  }

  /**
   * Checks the headers of a response.
   *
   * @return why they are invalid, or null if they are valid
   */
  private static @Nullable String rejectionReason(HttpResponse response) {
    HttpVersion version = response.protocolVersion();
    int status = response.status().code();
    List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return "the response is not HTTP/1.1 but " + version;
    }
    if (status < 100 || status > 999) {
      return "the status of the response is " + status;
    }
    if (status == 101) {
      return "the response switches protocols, which was not requested";
    }
    if (!codings.isEmpty() && !isPlainChunked(response, codings)) {
      return "the Transfer-Encoding of the response is not plain chunked: " + codings;
    }
    return null;
  }

  /** True for a status that never has a body, whatever the headers say (RFC 9112 §6.3). */
  private static boolean isBodyless(HttpResponseStatus status) {
    return status.equals(HttpResponseStatus.NO_CONTENT)
        || status.equals(HttpResponseStatus.NOT_MODIFIED);
  }

  private static boolean isPlainChunked(HttpResponse response, List<String> codings) {
    return codings.size() == 1
        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst())
        && response.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }
}
