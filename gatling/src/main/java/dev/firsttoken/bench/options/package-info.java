/** What the user asked for: flags, environment and system properties, read once into one record. */
@NullMarked
package dev.firsttoken.bench.options;

import org.jspecify.annotations.NullMarked;
