/** Options in a file: read for a run, and written by a run so that it can be repeated. */
@NullMarked
package dev.firsttoken.bench.options.config;

import org.jspecify.annotations.NullMarked;
