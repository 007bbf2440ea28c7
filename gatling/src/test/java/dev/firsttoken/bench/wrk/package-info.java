@NullMarked
package dev.firsttoken.bench.wrk;

import org.jspecify.annotations.NullMarked;
