package dev.firsttoken.wire.call;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param outcome the one way
 * @param noBytesReceived no byte of an answer came
 * @param trailers of a completed answer, mostly empty
 * @param detail one line for people, without secrets, where the call did not complete
 * @param nanos when, on the monotonic clock
 */
public record CallResult(
    CallOutcome outcome,
    boolean noBytesReceived,
    HttpHeaders trailers,
    @Nullable String detail,
    long nanos) {}
