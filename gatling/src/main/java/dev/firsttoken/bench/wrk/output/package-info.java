/** The text that wrk and wrk2 print, parsed. */
@NullMarked
package dev.firsttoken.bench.wrk.output;

import org.jspecify.annotations.NullMarked;
