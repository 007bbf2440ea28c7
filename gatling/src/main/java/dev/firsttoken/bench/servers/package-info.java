/** Server processes that the bench starts and stops. */
@NullMarked
package dev.firsttoken.bench.servers;

import org.jspecify.annotations.NullMarked;
