@NullMarked
package dev.firsttoken.proxy.results;

import org.jspecify.annotations.NullMarked;
