@NullMarked
package dev.firsttoken.bench.report;

import org.jspecify.annotations.NullMarked;
