/** Frame times and long tasks of a page while text streams into it. */
@NullMarked
package dev.firsttoken.e2e.smoothness;

import org.jspecify.annotations.NullMarked;
