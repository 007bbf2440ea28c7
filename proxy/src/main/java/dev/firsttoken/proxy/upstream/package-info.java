/**
 * Choice of the upstream for a request: configuration, caller-chosen upstreams, the address guard.
 */
@NullMarked
package dev.firsttoken.proxy.upstream;

import org.jspecify.annotations.NullMarked;
