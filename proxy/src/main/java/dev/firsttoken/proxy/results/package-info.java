/** Results that the bench wrote to a folder, read-only: their list, and each as it is. */
@NullMarked
package dev.firsttoken.proxy.results;

import org.jspecify.annotations.NullMarked;
