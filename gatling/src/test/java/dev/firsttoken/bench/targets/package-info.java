@NullMarked
package dev.firsttoken.bench.targets;

import org.jspecify.annotations.NullMarked;
