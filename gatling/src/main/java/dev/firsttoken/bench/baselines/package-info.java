/** Servers to compare with: described by a file, prepared once, started and stopped. */
@NullMarked
package dev.firsttoken.bench.baselines;

import org.jspecify.annotations.NullMarked;
