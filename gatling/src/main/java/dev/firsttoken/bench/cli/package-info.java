/** The {@code bench} command line: what is typed, what is printed where, and how it ends. */
@NullMarked
package dev.firsttoken.bench.cli;

import org.jspecify.annotations.NullMarked;
