/** One question and its answer: what the door hands forward, and how it is answered. */
@NullMarked
package dev.firsttoken.proxy.exchange;

import org.jspecify.annotations.NullMarked;
