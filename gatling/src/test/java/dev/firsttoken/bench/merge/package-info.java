@NullMarked
package dev.firsttoken.bench.merge;

import org.jspecify.annotations.NullMarked;
