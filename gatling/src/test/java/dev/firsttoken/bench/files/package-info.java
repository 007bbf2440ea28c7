@NullMarked
package dev.firsttoken.bench.files;

import org.jspecify.annotations.NullMarked;
