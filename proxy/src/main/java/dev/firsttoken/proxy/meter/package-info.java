/**
 * Metrics: one {@link dev.firsttoken.proxy.meter.Timeline} per request, with exactly one outcome.
 * No other package uses Micrometer or the Prometheus client.
 */
@NullMarked
package dev.firsttoken.proxy.meter;

import org.jspecify.annotations.NullMarked;
