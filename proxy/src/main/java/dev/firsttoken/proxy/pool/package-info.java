/** Connections, call permits and circuit breakers of one upstream. */
@NullMarked
package dev.firsttoken.proxy.pool;

import org.jspecify.annotations.NullMarked;
