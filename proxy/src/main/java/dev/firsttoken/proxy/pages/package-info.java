/**
 * Files of the web pages: those that the build has put on the class path, or those of a development
 * server.
 */
@NullMarked
package dev.firsttoken.proxy.pages;

import org.jspecify.annotations.NullMarked;
