/** What the proxy does when there is too much to do, when an upstream fails, and when it ends. */
@NullMarked
package dev.firsttoken.proxy.reliability;

import org.jspecify.annotations.NullMarked;
