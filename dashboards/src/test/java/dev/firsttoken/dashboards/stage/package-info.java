/** The servers that Prometheus scrapes, and the requests to them. */
@NullMarked
package dev.firsttoken.dashboards.stage;

import org.jspecify.annotations.NullMarked;
