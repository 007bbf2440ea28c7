@NullMarked
package dev.firsttoken.bench.load.gatling;

import org.jspecify.annotations.NullMarked;
