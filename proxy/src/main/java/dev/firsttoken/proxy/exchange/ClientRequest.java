package dev.firsttoken.proxy.exchange;

import dev.firsttoken.proxy.api.ChatRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * A request as it came in, whole.
 *
 * @param request what its body asks for
 * @param query of its target with the question mark, empty where there is none
 * @param headers the caller's
 * @param body as it came, owned by whoever answers
 * @param receivedNanos when it was there whole, on the monotonic clock
 */
public record ClientRequest(
    ChatRequest request, String query, HttpHeaders headers, ByteBuf body, long receivedNanos) {}
