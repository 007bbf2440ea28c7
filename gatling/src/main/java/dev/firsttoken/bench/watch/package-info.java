/** What measuring costs this process, what serving costs the server, and what the server says. */
@NullMarked
package dev.firsttoken.bench.watch;

import org.jspecify.annotations.NullMarked;
