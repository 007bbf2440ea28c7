@NullMarked
package dev.firsttoken.bench.summary;

import org.jspecify.annotations.NullMarked;
