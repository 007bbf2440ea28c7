@NullMarked
package dev.firsttoken.proxy.meter;

import org.jspecify.annotations.NullMarked;
