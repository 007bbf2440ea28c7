/** What is not hot, as plain Micronaut: micro, metrics, health, and errors in OpenAI's shape. */
@NullMarked
package dev.firsttoken.proxy.web;

import org.jspecify.annotations.NullMarked;
