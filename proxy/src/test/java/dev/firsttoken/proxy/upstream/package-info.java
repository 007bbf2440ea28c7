@NullMarked
package dev.firsttoken.proxy.upstream;

import org.jspecify.annotations.NullMarked;
