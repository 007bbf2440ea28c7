/**
 * Client side of the proxy: one Netty handler per connection that takes the chat routes, bounds
 * them and hands them on.
 */
@NullMarked
package dev.firsttoken.proxy.downstream;

import org.jspecify.annotations.NullMarked;
