@NullMarked
package dev.firsttoken.bench.cli.selection;

import org.jspecify.annotations.NullMarked;
