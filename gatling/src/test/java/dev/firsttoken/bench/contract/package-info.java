@NullMarked
package dev.firsttoken.bench.contract;

import org.jspecify.annotations.NullMarked;
