/** Values with a grammar of their own, each parsed from the text of one flag. */
@NullMarked
package dev.firsttoken.bench.options.value;

import org.jspecify.annotations.NullMarked;
