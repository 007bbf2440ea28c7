package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.ReceivedRequest;
import dev.firsttoken.proxy.meter.RequestOutcome;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of a chat request that need the shared services. Every request is counted once. */
final class RequestDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

  private final DownstreamContext downstreamContext;

  /** True if the connection is newer than the shutdown, so that none of its requests is served. */
  private final boolean isLate;

  RequestDispatcher(DownstreamContext downstreamContext) {
    this.downstreamContext = downstreamContext;
    this.isLate = downstreamContext.admissionControl().isRejecting();
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
    if (isLate) {
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
   * Reads the body, which is complete, and starts the response.
   *
   * @return the running exchange, or null if the response is complete
   */
  @Nullable Exchange respond(RequestReceiver receiver, ResponseWriter writer) {
    long receivedNanos = System.nanoTime();
    try {
      if (!receiver.isBodyCostly()) {
        return respond(receiver.received(), read(receiver, receivedNanos), writer);
      }
      BodyReading reading = new BodyReading(receiver, writer, receivedNanos);
      downstreamContext.bodyWorkers().execute(() -> reading.read(receiver));
      return reading;
    } catch (ApiError e) {
      reject(receiver, writer, e);
    } catch (RejectedExecutionException e) {
      receiver.close();
      reject(receiver, writer, ApiError.draining());
    }
    return null;
  }

  /**
   * Decodes and parses a body. The result owns it.
   *
   * @throws ApiError if the body is invalid
   */
  private ClientRequest read(RequestReceiver receiver, long receivedNanos) {
    ByteBuf body = Unpooled.EMPTY_BUFFER;
    try {
      body = receiver.detachDecodedBody();
      Route route = Objects.requireNonNull(receiver.route());
      ChatRequest request = downstreamContext.router().parse(route, body);
      return new ClientRequest(
          request, receiver.query(), receiver.request().headers(), body, receivedNanos);
    } catch (ApiError e) {
      body.release();
      throw e;
    } catch (RuntimeException | VirtualMachineError e) {
      LOG.error("A request could not be read", e);
      body.release();
      throw ApiError.internal();
    }
  }

  private @Nullable Exchange respond(
      ReceivedRequest received, ClientRequest clientRequest, ResponseWriter writer) {
    Timeline timeline = downstreamContext.router().beginTimeline(received, clientRequest);
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

  private void reject(RequestReceiver receiver, ResponseWriter writer, ApiError error) {
    writer.writeError(error, bytes -> countRejected(receiver, error, bytes));
  }

  /** Counts a request that was rejected before its exchange started. */
  void countRejected(RequestReceiver receiver, ApiError error, int bytes) {
    downstreamContext
        .meter()
        .onRejected(receiver.received(), error.status(), error.reason(), bytes);
  }

  /** Counts a request whose client disconnected before its body was complete. */
  void countDisconnected(RequestReceiver receiver) {
    downstreamContext.meter().onClientDisconnected(receiver.received());
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

  /** Exchange of a request whose body is read on another thread before its response starts. */
  private final class BodyReading implements Exchange {
    private final ResponseWriter writer;
    private final long receivedNanos;

    /** The request whose body is being read, or null after that. */
    private @Nullable RequestReceiver receiver;

    private @Nullable Exchange response;

    /** True once the request has ended without a response from here. */
    private volatile boolean abandoned;

    BodyReading(RequestReceiver receiver, ResponseWriter writer, long receivedNanos) {
      this.receiver = receiver;
      this.writer = writer;
      this.receivedNanos = receivedNanos;
    }

    /** Runs on a worker, which alone uses the body of the receiver. */
    void read(RequestReceiver body) {
      if (abandoned) {
        body.close();
        return;
      }
      try {
        ClientRequest request = RequestDispatcher.this.read(body, receivedNanos);
        complete(() -> onRead(request), request.body());
      } catch (ApiError e) {
        complete(() -> onInvalid(e), Unpooled.EMPTY_BUFFER);
      }
    }

    private void complete(Runnable task, ByteBuf body) {
      try {
        writer.eventLoop().execute(task);
      } catch (RejectedExecutionException e) {
        body.release(); // The server has stopped.
      }
    }

    private void onRead(ClientRequest request) {
      RequestReceiver read = receiver;
      if (read == null) {
        request.body().release();
      } else {
        receiver = null;
        response = respond(read.received(), request, writer);
      }
    }

    private void onInvalid(ApiError error) {
      RequestReceiver rejected = receiver;
      if (rejected != null) {
        receiver = null;
        reject(rejected, writer, error);
      }
    }

    @Override
    public void onClientDisconnected() {
      RequestReceiver left = receiver;
      if (left != null) {
        receiver = null;
        abandoned = true;
        countDisconnected(left);
      } else if (response != null) {
        response.onClientDisconnected();
      }
    }

    @Override
    public void abort(ApiError error) {
      if (receiver != null) {
        abandoned = true;
        onInvalid(error);
      } else if (response != null) {
        response.abort(error);
      }
    }

    @Override
    public void onWritabilityChanged(boolean writable) {
      if (response != null) {
        response.onWritabilityChanged(writable);
      }
    }
  }
}
