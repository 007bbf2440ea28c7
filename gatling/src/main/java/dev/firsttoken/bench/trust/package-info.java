/** Checks and warnings: whether the numbers may be believed. */
@NullMarked
package dev.firsttoken.bench.trust;

import org.jspecify.annotations.NullMarked;
