/** One relayed response: upstream bytes pass through unchanged, a copy is observed. */
@NullMarked
package dev.firsttoken.proxy.relay;

import org.jspecify.annotations.NullMarked;
