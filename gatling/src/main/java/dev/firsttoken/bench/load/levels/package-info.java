/** Levels of a run: closed and open, their warm-up, arrival schedules and the capacity search. */
@NullMarked
package dev.firsttoken.bench.load.levels;

import org.jspecify.annotations.NullMarked;
