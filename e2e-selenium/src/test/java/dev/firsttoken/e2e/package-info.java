/**
 * The pages in a real browser, served by the packaged proxy in front of a scripted model server.
 */
@NullMarked
package dev.firsttoken.e2e;

import org.jspecify.annotations.NullMarked;
