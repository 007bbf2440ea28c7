@NullMarked
package dev.firsttoken.wire.framing;

import org.jspecify.annotations.NullMarked;
