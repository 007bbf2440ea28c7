/** Plain Micronaut endpoints: health, metrics, micro, and the error shape. */
@NullMarked
package dev.firsttoken.proxy.endpoints;

import org.jspecify.annotations.NullMarked;
