/** Command line {@code bench}: commands, flags, output streams and exit status. */
@NullMarked
package dev.firsttoken.bench.cli;

import org.jspecify.annotations.NullMarked;
