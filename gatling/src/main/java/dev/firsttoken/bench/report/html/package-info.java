/** The report as one HTML file: the results page with its data inside. */
@NullMarked
package dev.firsttoken.bench.report.html;

import org.jspecify.annotations.NullMarked;
