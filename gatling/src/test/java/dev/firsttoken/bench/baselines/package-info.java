@NullMarked
package dev.firsttoken.bench.baselines;

import org.jspecify.annotations.NullMarked;
