/** Objectives of {@code --slo}: their grammar, and whether a number meets them. */
@NullMarked
package dev.firsttoken.bench.slo;

import org.jspecify.annotations.NullMarked;
