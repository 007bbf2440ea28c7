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
 */
public record RequestCounts(
    int ok, int aborted, @Nullable Integer good, int ramp, int warmup, int warmupFailed) {}
