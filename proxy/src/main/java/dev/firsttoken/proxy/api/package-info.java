/** OpenAI vocabulary: routes, chat requests, error objects. */
@NullMarked
package dev.firsttoken.proxy.api;

import org.jspecify.annotations.NullMarked;
