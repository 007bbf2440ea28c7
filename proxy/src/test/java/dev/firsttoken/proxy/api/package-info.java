@NullMarked
package dev.firsttoken.proxy.api;

import org.jspecify.annotations.NullMarked;
