package dev.firsttoken.bench.options;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Measurements beside the requests.
 *
 * @param pid the server's process ID, or null for the process on this machine that listens on the
 *     target's port
 * @param scrapeUri the server's metrics, relative to the target, or null to read none
 * @param isScrapeExplicit whether the user gave it; missing metrics are an error only then
 * @param calibrationFile the bench's own error, or null for this machine's calibration
 */
public record MonitorOptions(
    @Nullable Integer pid,
    @Nullable URI scrapeUri,
    boolean isScrapeExplicit,
    @Nullable Path calibrationFile) {

  static MonitorOptions from(RawOptions rawOptions, OptionReader optionReader) {
    return new MonitorOptions(
        optionReader.number(Setting.WATCH_PID),
        optionReader.urls().scrapeUri(Setting.SCRAPE),
        rawOptions.has(Setting.SCRAPE),
        optionReader.readableFile(Setting.CALIBRATION));
  }

  /** Returns the same options without the server's metrics. */
  MonitorOptions withoutScrape() {
    return new MonitorOptions(pid, null, false, calibrationFile);
  }

  /** Returns URL of the target's metrics, or null to read none. */
  public @Nullable URI metricsUri(Target target) {
    return scrapeUri == null ? null : target.chatUrl().resolve(scrapeUri);
  }
}
