@NullMarked
package dev.firsttoken.wire.testing;

import org.jspecify.annotations.NullMarked;
