package dev.firsttoken.bench.samples;

/**
 * One step of a run's plan.
 *
 * @param concurrency users that each keep one request in flight
 * @param total requests to measure, warm-up not counted
 * @param warmup requests sent before them to warm up, at most
 */
public record Level(int concurrency, int total, int warmup) {}
