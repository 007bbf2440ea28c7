/** Output for people: progress, tables, footnotes. */
@NullMarked
package dev.firsttoken.bench.report.terminal;

import org.jspecify.annotations.NullMarked;
