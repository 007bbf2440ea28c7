/** Relay of one response: upstream bytes pass unchanged, and are observed on the way. */
@NullMarked
package dev.firsttoken.proxy.relay;

import org.jspecify.annotations.NullMarked;
