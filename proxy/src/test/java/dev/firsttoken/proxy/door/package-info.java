@NullMarked
package dev.firsttoken.proxy.door;

import org.jspecify.annotations.NullMarked;
