/** One run from options to result directory: the only orchestration. */
@NullMarked
package dev.firsttoken.bench.run;

import org.jspecify.annotations.NullMarked;
