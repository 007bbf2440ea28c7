/** What nobody may get out of the proxy, or have it do. */
@NullMarked
package dev.firsttoken.proxy.security;

import org.jspecify.annotations.NullMarked;
