@NullMarked
package dev.firsttoken.proxy.relay;

import org.jspecify.annotations.NullMarked;
