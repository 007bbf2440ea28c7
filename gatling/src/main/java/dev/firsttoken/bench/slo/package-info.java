/**
 * What service is good enough: the objectives of {@code --slo}, and whether a number meets them.
 */
@NullMarked
package dev.firsttoken.bench.slo;

import org.jspecify.annotations.NullMarked;
