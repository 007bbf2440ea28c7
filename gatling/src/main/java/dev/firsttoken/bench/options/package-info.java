/** Flags, environment variables and system properties, parsed once into records. */
@NullMarked
package dev.firsttoken.bench.options;

import org.jspecify.annotations.NullMarked;
