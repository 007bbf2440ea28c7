package dev.firsttoken.bench.wrk.output;

/**
 * Row of wrk2's percentile spectrum.
 *
 * @param millis latency that the share does not exceed
 * @param share share of the requests, 0 to 1
 * @param count requests up to this latency
 */
public record SpectrumPoint(double millis, double share, long count) {}
