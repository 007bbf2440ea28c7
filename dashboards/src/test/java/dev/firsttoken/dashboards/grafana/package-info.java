/** The dashboard as its JSON has it. */
@NullMarked
package dev.firsttoken.dashboards.grafana;

import org.jspecify.annotations.NullMarked;
