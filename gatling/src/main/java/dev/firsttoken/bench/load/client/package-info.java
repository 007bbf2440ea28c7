/** Virtual users: the streaming call, its recording and its classification. */
@NullMarked
package dev.firsttoken.bench.load.client;

import org.jspecify.annotations.NullMarked;
