package dev.firsttoken.bench.report.html;

import org.jspecify.annotations.Nullable;

/**
 * One result in a report.
 *
 * @param name for people, for example that of its directory
 * @param result JSON of the result
 * @param comparison JSON of what a comparison says, or null for any other result
 */
public record ReportedResult(String name, String result, @Nullable String comparison) {}
