@NullMarked
package dev.firsttoken.proxy.downstream;

import org.jspecify.annotations.NullMarked;
