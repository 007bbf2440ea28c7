@NullMarked
package dev.firsttoken.bench.servers;

import org.jspecify.annotations.NullMarked;
