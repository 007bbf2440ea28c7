/** Costs of client and server processes, and the server's own metrics, measured beside the load. */
@NullMarked
package dev.firsttoken.bench.monitor;

import org.jspecify.annotations.NullMarked;
