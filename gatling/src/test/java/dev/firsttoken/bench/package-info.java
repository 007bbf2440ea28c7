@NullMarked
package dev.firsttoken.bench;

import org.jspecify.annotations.NullMarked;
