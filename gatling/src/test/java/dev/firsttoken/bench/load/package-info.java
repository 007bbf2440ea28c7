@NullMarked
package dev.firsttoken.bench.load;

import org.jspecify.annotations.NullMarked;
