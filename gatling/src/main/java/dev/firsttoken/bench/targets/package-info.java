/** Servers of a comparison: chosen, started, watched and stopped. */
@NullMarked
package dev.firsttoken.bench.targets;

import org.jspecify.annotations.NullMarked;
