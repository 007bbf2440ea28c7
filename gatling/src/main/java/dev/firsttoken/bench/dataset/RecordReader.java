package dev.firsttoken.bench.dataset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records of a data set in one format, read one after the other. */
interface RecordReader extends AutoCloseable {
  /**
   * Reads the next record.
   *
   * @return the record, or null after the last one, each time
   * @throws IllegalArgumentException with the place in the file and what was expected, if the
   *     record can't be used
   */
  @Nullable Candidate next() throws IOException;

  @Override
  void close() throws IOException;
}
