@NullMarked
package dev.firsttoken.bench.slo;

import org.jspecify.annotations.NullMarked;
