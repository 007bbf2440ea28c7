@NullMarked
package dev.firsttoken.bench.tokens;

import org.jspecify.annotations.NullMarked;
