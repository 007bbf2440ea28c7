@NullMarked
package dev.firsttoken.proxy.web;

import org.jspecify.annotations.NullMarked;
