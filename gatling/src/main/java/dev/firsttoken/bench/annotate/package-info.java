/** Annotation of a run, which marks its time on the graphs of Grafana. */
@NullMarked
package dev.firsttoken.bench.annotate;

import org.jspecify.annotations.NullMarked;
