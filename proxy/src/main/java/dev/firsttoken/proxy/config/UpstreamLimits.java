package dev.firsttoken.proxy.config;

import java.time.Duration;

/**
 * Limits of one upstream.
 *
 * @param connect for the host lookup, the connect and the TLS handshake together
 * @param pool for a free connection, while {@code maxConnections} calls run
 * @param firstToken of a streamed response: from the request to its first content event
 * @param idle of a streamed response: between two reads after its first content event
 * @param bufferedResponse of a response that is not streamed: from the request to its end
 * @param backstop of a streamed response: from the request to its end, even if it makes progress
 * @param keepAlive how long an idle connection is kept
 * @param maxConnections concurrent calls to one upstream
 */
public record UpstreamLimits(
    Duration connect,
    Duration pool,
    Duration firstToken,
    Duration idle,
    Duration bufferedResponse,
    Duration backstop,
    Duration keepAlive,
    int maxConnections) {}
