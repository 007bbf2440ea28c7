/** The server's own answer: a stream on a fixed schedule, to measure everything else against. */
@NullMarked
package dev.firsttoken.proxy.synthetic;

import org.jspecify.annotations.NullMarked;
