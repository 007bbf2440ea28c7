package dev.firsttoken.wire.call;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param ending the one way
 * @param untouched no byte of an answer came
 * @param trailers of a completed answer, mostly empty
 * @param detail one line for people, without secrets, where the call did not complete
 * @param nanos when, on the monotonic clock
 */
public record CallEnd(
    Ending ending, boolean untouched, HttpHeaders trailers, @Nullable String detail, long nanos) {}
