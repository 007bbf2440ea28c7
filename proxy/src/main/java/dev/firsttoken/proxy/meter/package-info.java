/**
 * Metrics: one {@link dev.firsttoken.proxy.meter.Timeline} per request, with exactly one outcome.
 * Only the factory of the beans uses Micrometer, too.
 */
@NullMarked
package dev.firsttoken.proxy.meter;

import org.jspecify.annotations.NullMarked;
