/** The server as a whole: its configuration, its start, and what is made once for all rooms. */
@NullMarked
package dev.firsttoken.proxy;

import org.jspecify.annotations.NullMarked;
