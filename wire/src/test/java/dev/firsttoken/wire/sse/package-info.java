@NullMarked
package dev.firsttoken.wire.sse;

import org.jspecify.annotations.NullMarked;
