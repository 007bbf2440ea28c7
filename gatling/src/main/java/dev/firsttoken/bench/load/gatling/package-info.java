/** Gatling scenario and actions: the only package that imports io.gatling. */
@NullMarked
package dev.firsttoken.bench.load.gatling;

import org.jspecify.annotations.NullMarked;
