@NullMarked
package dev.firsttoken.bench.compare;

import org.jspecify.annotations.NullMarked;
