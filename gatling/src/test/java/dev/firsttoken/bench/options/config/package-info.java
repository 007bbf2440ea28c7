@NullMarked
package dev.firsttoken.bench.options.config;

import org.jspecify.annotations.NullMarked;
