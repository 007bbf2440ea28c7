/** Page objects: each part of a page by the names that tests use. */
@NullMarked
package dev.firsttoken.e2e.page;

import org.jspecify.annotations.NullMarked;
