@NullMarked
package dev.firsttoken.bench.smoke;

import org.jspecify.annotations.NullMarked;
