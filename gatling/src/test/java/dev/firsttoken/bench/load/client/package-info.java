@NullMarked
package dev.firsttoken.bench.load.client;

import org.jspecify.annotations.NullMarked;
