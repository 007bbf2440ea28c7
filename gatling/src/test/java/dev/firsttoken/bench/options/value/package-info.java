@NullMarked
package dev.firsttoken.bench.options.value;

import org.jspecify.annotations.NullMarked;
