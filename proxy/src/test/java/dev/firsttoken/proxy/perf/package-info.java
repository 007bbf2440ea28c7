/**
 * Measures the cost of the relay: upstream and clients on one event loop, with nginx and the relay
 * in turns between them. Run by {@code proxy/src/perf/relay-cost}, never by the tests.
 */
@NullMarked
package dev.firsttoken.proxy.perf;

import org.jspecify.annotations.NullMarked;
