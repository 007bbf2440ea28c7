/** A real Prometheus, and what its HTTP API returns. */
@NullMarked
package dev.firsttoken.dashboards.prometheus;

import org.jspecify.annotations.NullMarked;
