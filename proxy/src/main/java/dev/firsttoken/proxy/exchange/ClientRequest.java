package dev.firsttoken.proxy.exchange;

import dev.firsttoken.proxy.api.ChatRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * A complete client request.
 *
 * @param request the parsed fields of the body
 * @param query the query of the request target with its question mark, or an empty string
 * @param headers the client's headers
 * @param body the raw body, owned by the exchange that responds
 * @param receivedNanos when the request was complete, on the monotonic clock
 */
public record ClientRequest(
    ChatRequest request, String query, HttpHeaders headers, ByteBuf body, long receivedNanos) {}
