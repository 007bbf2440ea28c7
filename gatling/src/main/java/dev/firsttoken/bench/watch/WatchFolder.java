package dev.firsttoken.bench.watch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Temporary folder with a copy of the repository's configuration of Prometheus for other servers
 * and another interval. Prometheus keeps its data there too. Only this user can read it.
 *
 * @param path the folder
 */
public record WatchFolder(Path path) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONFIGURATION = "prometheus.yml";
  private static final List<String> RULES = List.of("recording.yml", "alerts.yml");
  private static final String KEY_FILE = "key";

  /** Lines of the configuration that the copy has otherwise. */
  private static final String INTERVALS =
      "(scrape_interval|scrape_timeout|evaluation_interval): \\w+";

  private static final String NO_KEY =
      "    # authorization:\n    #   credentials_file: " + KEY_FILE + "\n";

  /**
   * Creates the folder.
   *
   * @param configuration the repository's folder of the configuration
   * @param intervalSeconds time between two scrapes, and between two evaluations of the rules
   * @throws UncheckedIOException if a file can't be read or written
   */
  public static WatchFolder create(
      Path configuration, WatchedServers servers, int intervalSeconds) {
    try {
      WatchFolder folder = new WatchFolder(Files.createTempDirectory("first-token-watch"));
      try {
        folder.fill(configuration, servers, intervalSeconds);
        return folder;
      } catch (IOException | RuntimeException e) {
        folder.delete();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the configuration of Prometheus can't be made: " + FileErrors.reason(e), e);
    }
  }

  private void fill(Path configuration, WatchedServers servers, int intervalSeconds)
      throws IOException {
    String text =
        Files.readString(configuration.resolve(CONFIGURATION))
            .replaceAll(INTERVALS, "$1: " + intervalSeconds + "s");
    String apiKey = servers.apiKey();
    if (apiKey != null) {
      Files.writeString(path.resolve(KEY_FILE), apiKey);
      text = withKey(text);
    }
    Files.writeString(path.resolve(CONFIGURATION), text);
    for (String rules : RULES) {
      Files.copy(configuration.resolve(rules), path.resolve(rules));
    }
    Path targets = Files.createDirectory(path.resolve("targets"));
    // JSON is YAML too.
    Files.write(
        targets.resolve("first-token.yml"), JSON.writeValueAsBytes(servers.serverTargets()));
    Files.write(
        targets.resolve("baselines.yml"), JSON.writeValueAsBytes(servers.baselineTargets()));
  }

  private static String withKey(String text) throws IOException {
    if (!text.contains(NO_KEY)) {
      throw new IOException("it has no place for a key");
    }
    return text.replace(NO_KEY, NO_KEY.replace("# ", ""));
  }

  /** Deletes the folder with all that is in it, if it is still there. */
  public void delete() {
    if (Files.notExists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be deleted: %s".formatted(path, FileErrors.reason(e)), e);
    }
  }
}
