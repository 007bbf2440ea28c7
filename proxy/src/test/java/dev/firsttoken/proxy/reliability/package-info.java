/** The proxy under overload, with failing upstreams and at shutdown. */
@NullMarked
package dev.firsttoken.proxy.reliability;

import org.jspecify.annotations.NullMarked;
