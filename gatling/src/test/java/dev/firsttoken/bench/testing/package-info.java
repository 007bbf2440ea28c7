@NullMarked
package dev.firsttoken.bench.testing;

import org.jspecify.annotations.NullMarked;
