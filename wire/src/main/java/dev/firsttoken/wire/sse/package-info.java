/**
 * The grammar of server-sent events: bytes in, data ranges and event ends out. Knows nothing of
 * what the data means.
 */
@NullMarked
package dev.firsttoken.wire.sse;

import org.jspecify.annotations.NullMarked;
