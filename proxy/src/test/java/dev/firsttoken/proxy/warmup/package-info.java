@NullMarked
package dev.firsttoken.proxy.warmup;

import org.jspecify.annotations.NullMarked;
