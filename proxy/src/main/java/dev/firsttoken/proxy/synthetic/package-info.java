/** Synthetic responses on a fixed schedule, a reference to measure everything else against. */
@NullMarked
package dev.firsttoken.proxy.synthetic;

import org.jspecify.annotations.NullMarked;
