/** Popular client libraries, each tested through the real proxy. */
@NullMarked
package dev.firsttoken.proxy.clients;

import org.jspecify.annotations.NullMarked;
