/** Dashboard, rules and alerts against the conventions, and against a real Prometheus. */
@NullMarked
package dev.firsttoken.dashboards;

import org.jspecify.annotations.NullMarked;
