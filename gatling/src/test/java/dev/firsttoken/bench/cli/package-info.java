@NullMarked
package dev.firsttoken.bench.cli;

import org.jspecify.annotations.NullMarked;
