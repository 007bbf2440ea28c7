/** Typed settings, read once from the environment. */
@NullMarked
package dev.firsttoken.proxy.config;

import org.jspecify.annotations.NullMarked;
