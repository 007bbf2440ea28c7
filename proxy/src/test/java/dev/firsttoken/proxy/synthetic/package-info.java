@NullMarked
package dev.firsttoken.proxy.synthetic;

import org.jspecify.annotations.NullMarked;
