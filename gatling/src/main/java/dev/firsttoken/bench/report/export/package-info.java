/** Writers for machines: JSON, CSV, result files. */
@NullMarked
package dev.firsttoken.bench.report.export;

import org.jspecify.annotations.NullMarked;
