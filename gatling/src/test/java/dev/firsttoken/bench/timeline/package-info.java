@NullMarked
package dev.firsttoken.bench.timeline;

import org.jspecify.annotations.NullMarked;
