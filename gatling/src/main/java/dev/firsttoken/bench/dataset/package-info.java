/** Prompt files and traces, parsed into records. */
@NullMarked
package dev.firsttoken.bench.dataset;

import org.jspecify.annotations.NullMarked;
