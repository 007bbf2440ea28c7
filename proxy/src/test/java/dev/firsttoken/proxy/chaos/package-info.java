/**
 * Twelve faults at random, and clients that leave: nothing hangs, nothing leaks, and every counter
 * says exactly what both sides saw.
 */
@NullMarked
package dev.firsttoken.proxy.chaos;

import org.jspecify.annotations.NullMarked;
