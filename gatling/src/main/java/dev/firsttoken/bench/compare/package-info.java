/** Comparison of servers: from the rounds of a result to verdicts with their certainty. */
@NullMarked
package dev.firsttoken.bench.compare;

import org.jspecify.annotations.NullMarked;
