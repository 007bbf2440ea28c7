package dev.firsttoken.netty;

import dev.firsttoken.netty.ConnectionPhase.Closed;
import dev.firsttoken.netty.ConnectionPhase.Discarding;
import dev.firsttoken.netty.ConnectionPhase.Idle;
import dev.firsttoken.netty.ConnectionPhase.Pacing;
import dev.firsttoken.netty.ConnectionPhase.Receiving;
import dev.firsttoken.netty.ConnectionPhase.Responding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connection of one client, which serves one request at a time. What the client sends ahead waits,
 * and meanwhile no more is read.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  /** Event that ends the connection and the response that is under way. */
  static final Object SHUT_DOWN = new Object();

  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Endpoints endpoints;
  private final ChannelHandlerContext codec;
  private final Deque<HttpObject> waiting = new ArrayDeque<>();
  private ConnectionPhase phase = new Idle();

  /**
   * @param codec context of the codec, which is in front of this handler
   */
  HttpConnection(Endpoints endpoints, ChannelHandlerContext codec) {
    this.endpoints = endpoints;
    this.codec = codec;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    HttpObject part = (HttpObject) message;
    if (phase instanceof Pacing || !waiting.isEmpty()) {
      waiting.add(part);
      codec.channel().config().setAutoRead(false);
    } else {
      receive(part);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (phase instanceof Pacing(ResponsePacer pacer)) {
      pacer.onWritabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (phase instanceof Receiving receiving) {
      receiving.body().release();
      receiving.output().meter().endClientLeft();
    } else if (phase instanceof Pacing(ResponsePacer pacer)) {
      pacer.onClientLeft();
    }
    phase = new Closed();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == SHUT_DOWN) {
      endEarly(RequestError.shutDown());
    }
  }

  /** A client that resets its connection ends it; anything else is a defect. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      context.close();
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable cause) {
    System.err.println("A request failed: " + cause);
    endEarly(RequestError.internal());
  }

  private void receive(HttpObject part) {
    try {
      if (part.decoderResult().isFailure()) {
        rejectMalformed(part);
        return;
      }
      if (part instanceof HttpRequest request) {
        begin(request);
      }
      if (part instanceof HttpContent content) {
        append(content.content());
      }
      if (part instanceof LastHttpContent) {
        endRequest();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(HttpRequest request) {
    if (!(phase instanceof Idle)) {
      return;
    }
    ResponseOutput output = newOutput(request);
    try {
      Endpoint endpoint = Endpoint.of(request);
      ByteBuf body = endpoint.takesBody() ? codec.alloc().buffer() : Unpooled.EMPTY_BUFFER;
      phase = new Receiving(endpoint, request.uri(), body, output);
      if (HttpUtil.is100ContinueExpected(request)) {
        output.writeRaw(ByteBufUtil.writeAscii(codec.alloc(), CONTINUE));
        output.flush();
      }
    } catch (RequestError e) {
      phase = new Discarding();
      output.sendError(e);
    }
  }

  private void append(ByteBuf content) {
    if (phase instanceof Receiving(Endpoint endpoint, _, ByteBuf body, ResponseOutput output)
        && endpoint.takesBody()) {
      if (body.readableBytes() + content.readableBytes() <= Endpoint.MAX_BODY_BYTES) {
        body.writeBytes(content);
      } else {
        body.release();
        phase = new Discarding();
        output.sendError(RequestError.tooLarge(Endpoint.MAX_BODY_BYTES));
      }
    }
  }

  private void endRequest() {
    if (phase instanceof Receiving receiving) {
      respond(receiving);
    } else if (phase instanceof Discarding) {
      phase = new Idle();
    }
  }

  private void respond(Receiving request) {
    ResponseOutput output = request.output();
    phase = new Responding(output);
    ResponsePacer pacer = null;
    try {
      pacer = endpoints.respond(request.endpoint(), request.uri(), request.body(), output);
    } catch (RequestError e) {
      output.sendError(e);
    } catch (OutOfRangeException e) {
      output.sendError(RequestError.badRequest(e.setting(), e.message()));
    } finally {
      request.body().release();
    }
    if (pacer != null) {
      phase = new Pacing(pacer);
      pacer.start();
    }
  }

  private void rejectMalformed(HttpObject part) {
    if (phase instanceof Idle && part instanceof HttpRequest request) {
      phase = new Responding(newOutput(request));
    }
    endEarly(malformed(part.decoderResult()));
  }

  private static RequestError malformed(DecoderResult result) {
    boolean tooLong =
        result.cause() instanceof TooLongHttpHeaderException
            || result.cause() instanceof TooLongHttpLineException;
    return tooLong
        ? RequestError.headersTooLarge()
        : RequestError.badRequest(null, "The request is not well-formed HTTP.");
  }

  /** Ends the connection after an error response, or after the error that a stream can take. */
  private void endEarly(RequestError error) {
    switch (phase) {
      case Receiving(_, _, ByteBuf body, ResponseOutput output) -> {
        body.release();
        output.closeAfterwards();
        output.sendError(error);
      }
      case Responding(ResponseOutput output) when !output.isStarted() -> {
        output.closeAfterwards();
        output.sendError(error);
      }
      case Pacing(ResponsePacer pacer) -> pacer.abort(error);
      case Idle _, Discarding _, Responding _ -> {
        phase = new Closed();
        codec.close();
      }
      case Closed _ -> {}
    }
  }

  private ResponseOutput newOutput(HttpRequest request) {
    return new ResponseOutput(codec, request, endpoints.meter(), this::onResponseEnd);
  }

  private void onResponseEnd(ResponseOutput output) {
    if (!output.isKeepAlive()) {
      phase = new Closed();
    } else if (!(phase instanceof Discarding)) {
      phase = new Idle();
    }
    if (!waiting.isEmpty()) {
      codec.channel().eventLoop().execute(this::receiveWaiting);
    }
  }

  private void receiveWaiting() {
    while (!(phase instanceof Pacing)) {
      HttpObject part = waiting.poll();
      if (part == null) {
        codec.channel().config().setAutoRead(true);
        return;
      }
      receive(part);
    }
  }
}
