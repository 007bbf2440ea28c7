package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.RequestOutcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchange of a request that waits for its model before its relay starts. */
final class ModelWait implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWait.class);

  private final PendingRequest request;
  private final Function<ModelChoice, Exchange> relay;
  private @Nullable Exchange started;
  private boolean ended;

  /**
   * @param relay starts the relay and takes over the request's body; may throw {@link ApiError}
   */
  ModelWait(PendingRequest request, Function<ModelChoice, Exchange> relay) {
    this.request = request;
    this.relay = relay;
  }

  /** Is called once, on the event loop of the client. */
  void onChoice(ModelChoice choice) {
    if (ended) {
      return;
    }
    try {
      started = relay.apply(choice);
    } catch (ApiError e) {
      reject(e, RequestOutcome.REJECTED);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be routed", e);
      reject(ApiError.internal(), RequestOutcome.BROKEN_OFF);
    }
  }

  @Override
  public void onClientDisconnected() {
    if (started != null) {
      started.onClientDisconnected();
    } else if (!ended) {
      ended = true;
      request.client().body().release();
      request
          .timeline()
          .end(RequestOutcome.CLIENT_GONE, 499, ErrorReason.CLIENT_GONE, System.nanoTime());
    }
  }

  @Override
  public void onShutdown() {
    if (started != null) {
      started.onShutdown();
    } else if (!ended) {
      request.client().body().release();
      reject(ApiError.shutDown(), RequestOutcome.BROKEN_OFF);
    }
  }

  @Override
  public void onWritabilityChanged(boolean writable) {
    if (started != null) {
      started.onWritabilityChanged(writable);
    }
  }

  private void reject(ApiError error, RequestOutcome outcome) {
    ended = true;
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
