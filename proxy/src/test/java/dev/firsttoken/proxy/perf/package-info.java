/**
 * The measuring stick of the relay: upstream and client in one event loop, nginx and the relay in
 * turns between them. Started by {@code proxy/src/perf/relay-cost}, never by the suite.
 */
@NullMarked
package dev.firsttoken.proxy.perf;

import org.jspecify.annotations.NullMarked;
