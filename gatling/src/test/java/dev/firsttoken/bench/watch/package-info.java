@NullMarked
package dev.firsttoken.bench.watch;

import org.jspecify.annotations.NullMarked;
