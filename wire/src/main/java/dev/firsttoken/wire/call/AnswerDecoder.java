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
final class AnswerDecoder extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEAD_BYTES = 32 * 1024;

  private final Connection connection;
  private final AnswerReader reader;
  private boolean interim;

  AnswerDecoder(Connection connection, AnswerReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  /** Netty's decoder, but an answer with both a length and chunks is refused, not repaired. */
  static HttpResponseDecoder netty() {
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
      if (listener == null || (message instanceof HttpObject part && failed(part))) {
        return;
      }
      if (message instanceof HttpResponse head) {
        head(head, listener);
      }
      if (message instanceof HttpContent content) {
        content(content, listener);
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
    connection.fail(broken(failure), "the connection broke: " + Connection.reason(failure));
    if (!(failure instanceof IOException || failure instanceof DecoderException)) {
      // Of our own side, from a listener perhaps: Netty says it aloud, with its stack.
      ctx.fireExceptionCaught(failure);
    }
  }

  private static Ending broken(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof SSLHandshakeException) {
      return Ending.TLS_FAILED; // TLS 1.3: the other side may refuse us after our own handshake.
    }
    return failure instanceof DecoderException && !(cause instanceof SSLException)
        ? Ending.MALFORMED
        : Ending.RESET;
  }

  private boolean failed(HttpObject part) {
    DecoderResult result = part.decoderResult();
    if (result.isSuccess() || reader.closed()) {
      // After a close the decoder complains of the rest that will not come: a cut, told as one.
      return !result.isSuccess();
    }
    connection.fail(
        Ending.MALFORMED, "the answer is not HTTP/1.1: " + Connection.reason(result.cause()));
    return true;
  }

  private void head(HttpResponse head, CallListener listener) {
    String refusal = refusal(head);
    if (refusal != null) {
      connection.fail(Ending.MALFORMED, refusal);
      return;
    }
    interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim) {
      return;
    }
    boolean keep = HttpUtil.isKeepAlive(head);
    if (neverHasBody(head.status())) {
      reader.bodyHasLength(0, keep);
    } else if (!head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      reader.bodyHasLength(HttpUtil.getContentLength(head, -1L), keep);
    } else {
      reader.bodyIsChunked(keep);
    }
    listener.head(head, reader.nanos());
  }

  private void content(HttpContent content, CallListener listener) {
    boolean last = content instanceof LastHttpContent;
    if (last && interim) {
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable()) {
      listener.data(bytes, bytes.readerIndex(), bytes.writerIndex(), reader.nanos());
      if (connection.listener() == null) {
        return;
      }
      listener.body(bytes.retain());
    }
    if (content instanceof LastHttpContent end) {
      reader.whole(end.trailingHeaders());
    }
  }

  /** Why this head can't be one of an answer to us; null if it can. */
  private static @Nullable String refusal(HttpResponse head) {
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
    if (!codings.isEmpty() && !plainlyChunked(head, codings)) {
      return "the answer's Transfer-Encoding is not plain chunked: " + codings;
    }
    return null;
  }

  /** Whatever its headers say (RFC 9112 §6.3); its end comes along with its head. */
  private static boolean neverHasBody(HttpResponseStatus status) {
    return status.equals(HttpResponseStatus.NO_CONTENT)
        || status.equals(HttpResponseStatus.NOT_MODIFIED);
  }

  private static boolean plainlyChunked(HttpResponse head, List<String> codings) {
    return codings.size() == 1
        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst())
        && head.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }
}
