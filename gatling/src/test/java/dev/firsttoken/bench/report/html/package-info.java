@NullMarked
package dev.firsttoken.bench.report.html;

import org.jspecify.annotations.NullMarked;
