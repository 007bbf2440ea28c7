@NullMarked
package dev.firsttoken.proxy.endpoints;

import org.jspecify.annotations.NullMarked;
