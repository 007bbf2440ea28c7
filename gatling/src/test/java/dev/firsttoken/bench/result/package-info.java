@NullMarked
package dev.firsttoken.bench.result;

import org.jspecify.annotations.NullMarked;
