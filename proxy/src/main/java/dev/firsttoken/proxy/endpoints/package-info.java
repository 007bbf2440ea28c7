/** Plain Micronaut endpoints: health, metrics and micro, and the shape of errors. */
@NullMarked
package dev.firsttoken.proxy.endpoints;

import org.jspecify.annotations.NullMarked;
