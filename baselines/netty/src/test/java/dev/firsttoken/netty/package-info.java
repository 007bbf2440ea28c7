@NullMarked
package dev.firsttoken.netty;

import org.jspecify.annotations.NullMarked;
