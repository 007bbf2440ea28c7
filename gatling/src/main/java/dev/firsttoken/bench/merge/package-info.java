/** Several results as one. The only reader of result JSON. */
@NullMarked
package dev.firsttoken.bench.merge;

import org.jspecify.annotations.NullMarked;
