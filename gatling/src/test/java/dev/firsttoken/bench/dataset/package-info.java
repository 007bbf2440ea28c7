@NullMarked
package dev.firsttoken.bench.dataset;

import org.jspecify.annotations.NullMarked;
