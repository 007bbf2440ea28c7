/** Prometheus on a running server: its configuration, its start, its end. */
@NullMarked
package dev.firsttoken.bench.watch;

import org.jspecify.annotations.NullMarked;
