@NullMarked
package dev.firsttoken.proxy;

import org.jspecify.annotations.NullMarked;
