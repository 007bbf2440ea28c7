/** Contract suite: the same requests to every server, over HTTP alone. */
@NullMarked
package dev.firsttoken.baselines;

import org.jspecify.annotations.NullMarked;
