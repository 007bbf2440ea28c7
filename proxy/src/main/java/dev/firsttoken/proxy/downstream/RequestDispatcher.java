package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.RequestOutcome;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of a chat request that need the shared services. Every request is counted once. */
final class RequestDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

  private final DownstreamContext downstreamContext;

  RequestDispatcher(DownstreamContext downstreamContext) {
    this.downstreamContext = downstreamContext;
  }

  /**
   * Checks the headers, then acquires a slot.
   *
   * @param filterError the error of {@link RequestFilter}, or null
   * @return the error that rejects the request, or null if it holds a slot
   */
  @Nullable ApiError admit(RequestReceiver receiver, @Nullable ApiError filterError) {
    ApiError error = filterError == null ? receiver.validate() : filterError;
    if (error != null) {
      return error;
    }
    AdmissionControl admissionControl = downstreamContext.admissionControl();
    if (admissionControl.isDraining()) {
      return ApiError.draining();
    }
    if (!admissionControl.tryAcquire()) {
      return ApiError.overloaded();
    }
    if (!receiver.reserveBody()) {
      admissionControl.release();
      return ApiError.memoryExhausted();
    }
    return null;
  }

  /**
   * Parses a request whose body is complete. The result owns the body.
   *
   * @throws ApiError if the body is invalid
   */
  ClientRequest parse(RequestReceiver receiver) {
    long receivedNanos = System.nanoTime();
    ByteBuf body = receiver.detachBody();
    try {
      Route route = Objects.requireNonNull(receiver.route());
      ChatRequest request =
          downstreamContext.router().parse(route, body, receiver.headersReadNanos());
      return new ClientRequest(
          request, receiver.query(), receiver.request().headers(), body, receivedNanos);
    } catch (ApiError e) {
      body.release();
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be read", e);
      body.release();
      throw ApiError.internal();
    }
  }

  /**
   * Starts the response.
   *
   * @return the running exchange, or null if the response is complete
   */
  @Nullable Exchange respond(ClientRequest clientRequest, ResponseWriter writer) {
    Timeline timeline =
        downstreamContext.router().beginTimeline(clientRequest.request(), clientRequest.headers());
    try {
      return downstreamContext.router().route(clientRequest, writer, timeline);
    } catch (ApiError e) {
      writeError(writer, timeline, e, RequestOutcome.REJECTED);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be routed", e);
      if (writer.isStarted()) {
        timeline.end(RequestOutcome.BROKEN_OFF, 500, ErrorReason.INTERNAL, System.nanoTime());
        writer.abort();
      } else {
        writeError(writer, timeline, ApiError.internal(), RequestOutcome.BROKEN_OFF);
      }
    }
    return null;
  }

  /** Counts a request that was rejected before its exchange started. */
  void countRejected(RequestReceiver receiver, ApiError error, int bytes) {
    downstreamContext
        .meter()
        .onRejected(receiver.headersReadNanos(), error.status(), error.reason(), bytes);
    countRoute(receiver, error.status());
  }

  /** Counts a request whose client disconnected before its body was complete. */
  void countDisconnected(RequestReceiver receiver) {
    downstreamContext.meter().onClientDisconnected(receiver.headersReadNanos());
    countRoute(receiver, 499);
  }

  private void countRoute(RequestReceiver receiver, int status) {
    Route route = receiver.route();
    if (route != null) {
      downstreamContext.meter().countRoute(route.label(), status);
    }
  }

  private static void writeError(
      ResponseWriter writer, Timeline timeline, ApiError error, RequestOutcome outcome) {
    writer.writeError(
        error,
        bytes -> {
          timeline.addBytesOut(bytes);
          timeline.end(outcome, error.status(), error.reason(), System.nanoTime());
        });
  }
}
