/** Bytes of every request, prepared before the load starts. */
@NullMarked
package dev.firsttoken.bench.load.requests;

import org.jspecify.annotations.NullMarked;
