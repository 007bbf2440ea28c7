/** Gatling's scenario and actions: the only package besides the simulations that uses Gatling. */
@NullMarked
package dev.firsttoken.bench.load.gatling;

import org.jspecify.annotations.NullMarked;
