package dev.firsttoken.bench.baselines;

import java.net.URI;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A baseline that a bench of this user keeps up.
 *
 * @param folder folder of the baselines that it is one of
 * @param origin its base URL
 * @param log file that receives its output
 * @param server root of its process tree
 * @param bench the bench that started it and waits for its end
 */
public record UpRecord(
    String name,
    String folder,
    URI origin,
    String log,
    ProcessIdentity server,
    ProcessIdentity bench) {

  /** Returns false if a field is missing in the file that it was read from. */
  boolean isComplete() {
    return Stream.of(name, folder, origin, log, server, bench).allMatch(Objects::nonNull);
  }

  /** True if it is one of these baselines. */
  public boolean isOf(Baselines baselines) {
    return baselines.folder().toString().equals(folder);
  }
}
