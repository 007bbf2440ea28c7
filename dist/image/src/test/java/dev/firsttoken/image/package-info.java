/** Tests of the container image, without a container engine. */
@NullMarked
package dev.firsttoken.image;

import org.jspecify.annotations.NullMarked;
