/** Start of the server, and the beans that it builds for all packages. */
@NullMarked
package dev.firsttoken.proxy;

import org.jspecify.annotations.NullMarked;
