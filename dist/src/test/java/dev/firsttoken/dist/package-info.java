/** Tests of the archive as it was packed. */
@NullMarked
package dev.firsttoken.dist;

import org.jspecify.annotations.NullMarked;
