package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * State of one client connection. {@link ClientConnection} moves it.
 *
 * <pre>
 * Idle ─► ReceivingHeaders ─► ReceivingBody ─► Responding ─► Idle      a chat request
 * Idle ─► ReceivingHeaders ─► Forwarding ─► Idle                       a request to Micronaut
 * ReceivingHeaders, ReceivingBody ─► Discarding ─► Idle                a chat request rejected early
 * any ─► Closing ─► Closed                                             the last response, or a failure
 * </pre>
 *
 * <p>{@code ReceivingHeaders} is left out if the headers arrive in one read.
 */
sealed interface ConnectionState {
  /** Input that the proxy waits for. It selects the timeout. */
  enum Awaited {
    NOTHING,
    REQUEST,
    HEADERS,
    BODY
  }

  Awaited awaited();

  /** Start of the wait on the monotonic clock, or 0 if nothing is awaited. */
  default long sinceNanos() {
    return 0;
  }

  /** Reports whether a request has begun and its response is not complete. */
  default boolean isUnderway() {
    return switch (this) {
      case ReceivingHeaders _, Forwarding _, ReceivingBody _, Responding _ -> true;
      case Idle _, Discarding _, Closing _, Closed _ -> false;
    };
  }

  /** Releases the slot of the request, if it holds one. */
  default void releaseSlot(AdmissionControl admissionControl) {
    switch (this) {
      case ReceivingBody _, Responding _ -> admissionControl.release();
      case Forwarding(boolean micro) when micro -> admissionControl.releaseMicro();
      case Forwarding _, Idle _, ReceivingHeaders _, Discarding _, Closing _, Closed _ -> {}
    }
  }

  /** Waits for a request. */
  record Idle(long sinceNanos) implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.REQUEST;
    }
  }

  /** A read has ended within the headers of a request. */
  record ReceivingHeaders(long sinceNanos) implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.HEADERS;
    }
  }

  /**
   * Micronaut responds.
   *
   * @param micro whether the request is one of the micro endpoints: they hold a slot, and all their
   *     responses share one block of memory
   */
  record Forwarding(boolean micro) implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.NOTHING;
    }
  }

  /** A chat request was admitted and its body arrives. */
  record ReceivingBody(RequestReceiver receiver, long sinceNanos) implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.BODY;
    }
  }

  /** A chat request was rejected and the rest of its body arrives. */
  record Discarding(long sinceNanos) implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.BODY;
    }
  }

  /**
   * An exchange responds to a chat request.
   *
   * @param exchange null until the router returns
   */
  record Responding(ResponseWriter writer, @Nullable Exchange exchange) implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.NOTHING;
    }
  }

  /** The connection closes after its last response, or once a timeout expires. */
  record Closing(Awaited awaited, long sinceNanos) implements ConnectionState {}

  /** The connection is closed. */
  record Closed() implements ConnectionState {
    @Override
    public Awaited awaited() {
      return Awaited.NOTHING;
    }
  }
}
