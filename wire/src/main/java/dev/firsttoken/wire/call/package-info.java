@NullMarked
package dev.firsttoken.wire.call;

import org.jspecify.annotations.NullMarked;
