@NullMarked
package dev.firsttoken.proxy.testing;

import org.jspecify.annotations.NullMarked;
