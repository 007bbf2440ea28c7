/**
 * Requests of the proxy to a copy of itself before it is ready, so that the first clients meet
 * compiled code.
 */
@NullMarked
package dev.firsttoken.proxy.warmup;

import org.jspecify.annotations.NullMarked;
