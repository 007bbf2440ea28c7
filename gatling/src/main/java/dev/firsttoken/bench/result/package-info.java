/** Outcome of a run: levels, verdicts, search result. */
@NullMarked
package dev.firsttoken.bench.result;

import org.jspecify.annotations.NullMarked;
