package dev.firsttoken.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * A chat request as it came in, whole.
 *
 * @param request what its body asks for
 * @param headers the caller's
 * @param body as it came, owned by whoever answers
 */
public record Incoming(ChatRequest request, HttpHeaders headers, ByteBuf body) {}
