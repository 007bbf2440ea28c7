@NullMarked
package dev.firsttoken.bench.report.export;

import org.jspecify.annotations.NullMarked;
