package dev.firsttoken.proxy.config;

import java.time.Duration;

/**
 * How long an upstream may take, each for itself.
 *
 * @param connect looking up the host, connecting and the TLS handshake together
 * @param pool waiting for a free connection, where as many calls run as may
 * @param firstToken of a streamed answer: from the request to its first content event
 * @param idle of a streamed answer: between two reads from then on
 * @param bufferedResponse of an answer that is not streamed: from the request to its end
 * @param backstop of a streamed answer: from the request to its end, however well it goes
 * @param keepAlive how long an idle connection is kept
 * @param maxConnections how many calls run at once to one upstream
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
