/** The processes and sockets behind the pages: the packaged proxy and a scripted model server. */
@NullMarked
package dev.firsttoken.e2e.servers;

import org.jspecify.annotations.NullMarked;
