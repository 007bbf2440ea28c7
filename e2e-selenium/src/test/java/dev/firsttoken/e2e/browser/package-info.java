/** Headless Chromium, driven by Selenium. */
@NullMarked
package dev.firsttoken.e2e.browser;

import org.jspecify.annotations.NullMarked;
