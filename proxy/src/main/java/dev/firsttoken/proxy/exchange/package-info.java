/** One request and its response: what downstream hands on, and the writer that responds. */
@NullMarked
package dev.firsttoken.proxy.exchange;

import org.jspecify.annotations.NullMarked;
