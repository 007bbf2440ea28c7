package dev.firsttoken.bench.baselines;

import java.net.URI;

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

  /** True if it is one of these baselines. */
  public boolean isOf(Baselines baselines) {
    return baselines.folder().toString().equals(folder);
  }
}
