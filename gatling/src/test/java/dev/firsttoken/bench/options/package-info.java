@NullMarked
package dev.firsttoken.bench.options;

import org.jspecify.annotations.NullMarked;
