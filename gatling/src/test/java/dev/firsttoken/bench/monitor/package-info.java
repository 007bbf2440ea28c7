@NullMarked
package dev.firsttoken.bench.monitor;

import org.jspecify.annotations.NullMarked;
