/** Secrets that the proxy must not reveal, and requests that it must not serve. */
@NullMarked
package dev.firsttoken.proxy.security;

import org.jspecify.annotations.NullMarked;
