package dev.firsttoken.bench.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the results go.
 *
 * @param resultsDir null: results/&lt;time&gt;-&lt;command&gt;
 * @param json a second place for the result
 * @param csv where its levels go as a table; null: nowhere
 */
public record Output(@Nullable Path resultsDir, @Nullable Path json, @Nullable Path csv) {}
