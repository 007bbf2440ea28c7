package dev.firsttoken.bench.summary;

import org.jspecify.annotations.Nullable;

/**
 * The requests of a level by phase and outcome; failures are counted by cause elsewhere.
 *
 * @param ok measured requests with a successful response
 * @param aborted measured requests that the end of the run cut off
 * @param good successful requests that meet every limit of the SLO by themselves, or null without
 *     an SLO
 * @param ramp requests sent while the load climbed, whatever their outcome
 * @param warmup warm-up requests, whatever their outcome
 * @param warmupFailed warm-up requests that failed
 * @param resent measured requests that were sent once more, because a kept connection had died
 *     before any byte of a response
 * @param reconnected measured requests on a new connection, because the server had closed the kept
 *     one; those that were resent included
 * @param rested measured requests after which the user rested, because they failed at once
 * @param withoutLastEvent responses that count although their stream lacks its last event
 * @param ofAnotherType responses that count although their content type is not that of a stream
 */
public record RequestCounts(
    int ok,
    int aborted,
    @Nullable Integer good,
    int ramp,
    int warmup,
    int warmupFailed,
    int resent,
    int reconnected,
    int rested,
    int withoutLastEvent,
    int ofAnotherType) {}
