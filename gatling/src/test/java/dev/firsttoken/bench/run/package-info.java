@NullMarked
package dev.firsttoken.bench.run;

import org.jspecify.annotations.NullMarked;
