/**
 * Client side of the proxy: one Netty handler per connection receives the chat routes, enforces the
 * limits and routes each request.
 */
@NullMarked
package dev.firsttoken.proxy.downstream;

import org.jspecify.annotations.NullMarked;
