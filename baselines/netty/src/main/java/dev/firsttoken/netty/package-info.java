/**
 * The server contract on bare Netty: synthetic chat completions, the micro endpoints, health and
 * metrics. Everything of one connection happens on its event loop.
 */
@NullMarked
package dev.firsttoken.netty;

import org.jspecify.annotations.NullMarked;
