/** Requests of the JDK's HTTP client, for whatever is asked beside the load. */
@NullMarked
package dev.firsttoken.bench.http;

import org.jspecify.annotations.NullMarked;
