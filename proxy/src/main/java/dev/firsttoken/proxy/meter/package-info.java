/**
 * What is counted: one {@link dev.firsttoken.proxy.meter.Timeline} per request, with one ending.
 * The only room that knows Micrometer and the Prometheus client.
 */
@NullMarked
package dev.firsttoken.proxy.meter;

import org.jspecify.annotations.NullMarked;
