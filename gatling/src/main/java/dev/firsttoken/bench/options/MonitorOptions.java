package dev.firsttoken.bench.options;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at beside the requests.
 *
 * @param pid the server's process; null: the one that listens at the target's port, if it is on
 *     this machine
 * @param scrape where the server's own metrics are, against the target's address; null: nowhere
 * @param scrapeGiven false where it is the default: then it is no fault if there are none
 * @param calibration what the client itself adds, as measured before; null: this machine's own
 */
public record MonitorOptions(
    @Nullable Integer pid, @Nullable URI scrape, boolean scrapeGiven, @Nullable Path calibration) {

  /** The address of the metrics of that target; null: none are read. */
  public @Nullable URI metricsOf(Target target) {
    return scrape == null ? null : target.chat().resolve(scrape);
  }
}
