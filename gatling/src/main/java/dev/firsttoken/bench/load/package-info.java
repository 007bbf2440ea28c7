/**
 * The load itself: who asks what, when, and what was seen of it. The one room that knows Gatling.
 */
@NullMarked
package dev.firsttoken.bench.load;

import org.jspecify.annotations.NullMarked;
