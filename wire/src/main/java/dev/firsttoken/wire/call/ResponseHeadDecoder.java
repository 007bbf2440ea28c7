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

/** The decoded end of a connection: what Netty's decoder makes of heads, plain bodies and ends. */
final class ResponseHeadDecoder extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEAD_BYTES = 32 * 1024;

  private final Connection connection;
  private final ResponseReader reader;
  private boolean interim;

  ResponseHeadDecoder(Connection connection, ResponseReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  /** Netty's decoder, but an answer with both a length and chunks is refused, not repaired. */
  static HttpResponseDecoder newNettyDecoder() {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_HEAD_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
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
      CallListener listener = connection.listener();
      if (listener == null || (message instanceof HttpObject part && failIfUndecodable(part))) {
        return;
      }
      if (message instanceof HttpResponse head) {
        handleHead(head, listener);
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
    if (!connection.connected()) {
      return; // Of the TLS handshake: told by its own future, with the reason.
    }
    connection.fail(classify(failure), "the connection broke: " + Connection.reason(failure));
    if (!(failure instanceof IOException || failure instanceof DecoderException)) {
      // Of our own side, from a listener perhaps: Netty says it aloud, with its stack.
      ctx.fireExceptionCaught(failure);
    }
  }

  private static CallOutcome classify(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof SSLHandshakeException) {
      return CallOutcome
          .TLS_FAILED; // TLS 1.3: the other side may refuse us after our own handshake.
    }
    return failure instanceof DecoderException && !(cause instanceof SSLException)
        ? CallOutcome.MALFORMED
        : CallOutcome.RESET;
  }

  private boolean failIfUndecodable(HttpObject part) {
    DecoderResult result = part.decoderResult();
    if (result.isSuccess() || reader.peerClosed()) {
      // After a close the decoder complains of the rest that will not come: a cut, told as one.
      return !result.isSuccess();
    }
    connection.fail(
        CallOutcome.MALFORMED, "the answer is not HTTP/1.1: " + Connection.reason(result.cause()));
    return true;
  }

  private void handleHead(HttpResponse head, CallListener listener) {
    String rejection = rejectionReason(head);
    if (rejection != null) {
      connection.fail(CallOutcome.MALFORMED, rejection);
      return;
    }
    interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim) {
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(head);
    if (isBodyless(head.status())) {
      reader.expectFixedLengthBody(0, keepAlive);
    } else if (!head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      reader.expectFixedLengthBody(HttpUtil.getContentLength(head, -1L), keepAlive);
    } else {
      reader.expectChunkedBody(keepAlive);
    }
    listener.onHeaders(head, reader.nanos());
  }

  private void handleContent(HttpContent content, CallListener listener) {
    boolean last = content instanceof LastHttpContent;
    if (last && interim) {
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable()) {
      listener.onData(bytes, bytes.readerIndex(), bytes.writerIndex(), reader.nanos());
      if (connection.listener() == null) {
        return;
      }
      listener.onBody(bytes.retain());
    }
    if (content instanceof LastHttpContent lastContent) {
      reader.onLastContent(lastContent.trailingHeaders());
    }
  }

  /** Why this head can't be one of an answer to us; null if it can. */
  private static @Nullable String rejectionReason(HttpResponse head) {
    HttpVersion version = head.protocolVersion();
    int status = head.status().code();
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return "the answer is not HTTP/1.1 but " + version;
    }
    if (status < 100 || status > 999) {
      return "the answer's status is " + status;
    }
    if (status == 101) {
      return "the answer switches protocols, which was not asked for";
    }
    if (!codings.isEmpty() && !isPlainChunked(head, codings)) {
      return "the answer's Transfer-Encoding is not plain chunked: " + codings;
    }
    return null;
  }

  /** Whatever its headers say (RFC 9112 §6.3); its end comes along with its head. */
  private static boolean isBodyless(HttpResponseStatus status) {
    return status.equals(HttpResponseStatus.NO_CONTENT)
        || status.equals(HttpResponseStatus.NOT_MODIFIED);
  }

  private static boolean isPlainChunked(HttpResponse head, List<String> codings) {
    return codings.size() == 1
        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst())
        && head.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }
}
