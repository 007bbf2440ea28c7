@NullMarked
package dev.firsttoken.bench.load.levels;

import org.jspecify.annotations.NullMarked;
