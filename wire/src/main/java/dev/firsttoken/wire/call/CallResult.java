package dev.firsttoken.wire.call;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Result of a call.
 *
 * @param outcome outcome of the call
 * @param noBytesReceived true if no byte of a response was received
 * @param trailers trailers of a completed response, usually empty
 * @param detail one line that says why the call did not complete, without secrets, or null
 * @param nanos end of the call on the monotonic clock
 */
public record CallResult(
    CallOutcome outcome,
    boolean noBytesReceived,
    HttpHeaders trailers,
    @Nullable String detail,
    long nanos) {}
