@NullMarked
package dev.firsttoken.bench.load.requests;

import org.jspecify.annotations.NullMarked;
