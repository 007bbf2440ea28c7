/** The proxy and the bench against a real model server: llama.cpp with a tiny model. */
@NullMarked
package dev.firsttoken.bench.engine;

import org.jspecify.annotations.NullMarked;
