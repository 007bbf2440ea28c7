@NullMarked
package dev.firsttoken.bench.samples;

import org.jspecify.annotations.NullMarked;
