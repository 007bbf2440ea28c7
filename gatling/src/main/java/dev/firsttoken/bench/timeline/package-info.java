/** A level over time, and its slowest requests. */
@NullMarked
package dev.firsttoken.bench.timeline;

import org.jspecify.annotations.NullMarked;
