/**
 * Twelve random faults, and clients that disconnect: nothing hangs, nothing leaks, and every
 * counter matches what both sides saw.
 */
@NullMarked
package dev.firsttoken.proxy.chaos;

import org.jspecify.annotations.NullMarked;
