package dev.firsttoken.bench.options;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at beside the requests.
 *
 * @param pid the server's process; null: the one that listens at the target's port, if it is on
 *     this machine
 * @param scrapeUri where the server's own metrics are, against the target's address; null: nowhere
 * @param isScrapeExplicit false where it is the default: then it is no fault if there are none
 * @param calibrationFile what the client itself adds, as measured before; null: this machine's own
 */
public record MonitorOptions(
    @Nullable Integer pid,
    @Nullable URI scrapeUri,
    boolean isScrapeExplicit,
    @Nullable Path calibrationFile) {

  /** The address of the metrics of that target; null: none are read. */
  public @Nullable URI metricsUri(Target target) {
    return scrapeUri == null ? null : target.chatUrl().resolve(scrapeUri);
  }
}
