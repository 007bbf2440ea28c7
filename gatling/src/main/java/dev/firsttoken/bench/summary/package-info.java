/** Numbers of a run, accumulated from samples: pure. */
@NullMarked
package dev.firsttoken.bench.summary;

import org.jspecify.annotations.NullMarked;
