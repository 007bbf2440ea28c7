@NullMarked
package dev.firsttoken.proxy.pool;

import org.jspecify.annotations.NullMarked;
