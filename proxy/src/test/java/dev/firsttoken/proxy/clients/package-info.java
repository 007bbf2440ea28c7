/** The libraries that people really use, each through the real proxy. */
@NullMarked
package dev.firsttoken.proxy.clients;

import org.jspecify.annotations.NullMarked;
