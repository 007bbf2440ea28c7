@NullMarked
package dev.firsttoken.proxy.exchange;

import org.jspecify.annotations.NullMarked;
