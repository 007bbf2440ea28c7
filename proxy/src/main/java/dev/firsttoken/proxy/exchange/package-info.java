/** One request and its response: the client request, the response writer, the header filter. */
@NullMarked
package dev.firsttoken.proxy.exchange;

import org.jspecify.annotations.NullMarked;
