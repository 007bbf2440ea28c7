@NullMarked
package dev.firsttoken.proxy.pages;

import org.jspecify.annotations.NullMarked;
