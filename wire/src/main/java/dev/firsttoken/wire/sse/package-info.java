/**
 * Grammar of server-sent events: bytes in, data ranges and event ends out. It does not interpret
 * the data.
 */
@NullMarked
package dev.firsttoken.wire.sse;

import org.jspecify.annotations.NullMarked;
