/**
 * Arrival schedules: when each request of a level is due. Closed and open levels, warm-up, capacity
 * search.
 */
@NullMarked
package dev.firsttoken.bench.load.levels;

import org.jspecify.annotations.NullMarked;
