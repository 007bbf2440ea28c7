package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.RequestOutcome;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchange of a request that waits for its model before its relay starts. */
final class ModelWait implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWait.class);

  private final BiFunction<PendingRequest, ModelChoice, Exchange> relay;

  /** Null once the relay has started or the request has ended. */
  private @Nullable PendingRequest request;

  private @Nullable Exchange started;

  /**
   * @param relay starts the relay and takes over the request's body; may throw {@link ApiError}
   */
  ModelWait(PendingRequest request, BiFunction<PendingRequest, ModelChoice, Exchange> relay) {
    this.request = request;
    this.relay = relay;
  }

  /** Is called once, on the event loop of the client. */
  void onChoice(ModelChoice choice) {
    PendingRequest waiting = request;
    if (waiting == null) {
      return;
    }
    request = null;
    try {
      started = relay.apply(waiting.afterWait(), choice);
    } catch (ApiError e) {
      reject(waiting, e, RequestOutcome.REJECTED);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be routed", e);
      reject(waiting, ApiError.internal(), RequestOutcome.BROKEN_OFF);
    }
  }

  @Override
  public void onClientDisconnected() {
    PendingRequest waiting = request;
    if (waiting != null) {
      request = null;
      waiting.client().body().release();
      waiting
          .timeline()
          .end(RequestOutcome.CLIENT_GONE, 499, ErrorReason.CLIENT_GONE, System.nanoTime());
    } else if (started != null) {
      started.onClientDisconnected();
    }
  }

  @Override
  public void abort(ApiError error) {
    PendingRequest waiting = request;
    if (waiting != null) {
      request = null;
      waiting.client().body().release();
      reject(waiting, error, RequestOutcome.BROKEN_OFF);
    } else if (started != null) {
      started.abort(error);
    }
  }

  @Override
  public void onWritabilityChanged(boolean writable) {
    if (started != null) {
      started.onWritabilityChanged(writable);
    }
  }

  private static void reject(PendingRequest request, ApiError error, RequestOutcome outcome) {
    request
        .responseWriter()
        .writeError(
            error,
            bytes -> {
              request.timeline().addBytesOut(bytes);
              request.timeline().end(outcome, error.status(), error.reason(), System.nanoTime());
            });
  }
}
