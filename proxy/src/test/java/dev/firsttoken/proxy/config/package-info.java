@NullMarked
package dev.firsttoken.proxy.config;

import org.jspecify.annotations.NullMarked;
