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
public record Output(@Nullable Path resultsDir, @Nullable Path json, @Nullable Path csv) {

  /**
   * For a command that leaves nothing but copies.
   *
   * @throws BadOption for a place that can't be written
   */
  public static Output copies(Given given) {
    Reader reader = new Reader(given);
    return new Output(null, reader.writable(Setting.JSON), reader.writable(Setting.CSV));
  }
}
