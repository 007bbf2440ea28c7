package dev.firsttoken.proxy.config;

import java.time.Duration;

/**
 * Settings of an upstream's circuit breaker.
 *
 * @param failurePercent share of failed calls in the window that opens the breaker; 0 turns it off
 * @param minCalls fewer calls in the window never open it
 * @param window length of the sliding window, in whole seconds
 * @param openDuration time without calls before one probe is sent
 */
public record BreakerSettings(
    int failurePercent, int minCalls, Duration window, Duration openDuration) {}
