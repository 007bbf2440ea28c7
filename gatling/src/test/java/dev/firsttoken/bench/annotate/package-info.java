@NullMarked
package dev.firsttoken.bench.annotate;

import org.jspecify.annotations.NullMarked;
