@NullMarked
package dev.firsttoken.bench.trust;

import org.jspecify.annotations.NullMarked;
