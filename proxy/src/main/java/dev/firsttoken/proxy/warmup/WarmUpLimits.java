package dev.firsttoken.proxy.warmup;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Ends of a warm-up before its last request.
 *
 * @param time from its start, which includes that of its servers
 * @param isStopping whether the real server is shutting down
 */
public record WarmUpLimits(Duration time, BooleanSupplier isStopping) {}
