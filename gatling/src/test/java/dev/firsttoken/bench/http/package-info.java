@NullMarked
package dev.firsttoken.bench.http;

import org.jspecify.annotations.NullMarked;
