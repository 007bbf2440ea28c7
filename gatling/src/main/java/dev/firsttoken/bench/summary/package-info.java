/** From samples to numbers: pure, by the formulas of METHOD. */
@NullMarked
package dev.firsttoken.bench.summary;

import org.jspecify.annotations.NullMarked;
