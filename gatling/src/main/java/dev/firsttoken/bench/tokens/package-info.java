/** Tokenizers, and texts of an exact number of tokens. */
@NullMarked
package dev.firsttoken.bench.tokens;

import org.jspecify.annotations.NullMarked;
