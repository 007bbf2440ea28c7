/** Load by wrk or wrk2: the tool found and run, its results compared. */
@NullMarked
package dev.firsttoken.bench.wrk;

import org.jspecify.annotations.NullMarked;
