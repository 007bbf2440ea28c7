package dev.firsttoken.dist;

import dev.firsttoken.wire.testing.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The archive that this build has packed.
 *
 * @param file the packed archive
 */
record Archive(Path file) {
  private static final Duration UNPACK_TIMEOUT = Duration.ofMinutes(2);
  private static final Pattern CHARTS =
      Pattern.compile("highcharts|highstock", Pattern.CASE_INSENSITIVE);

  static Archive built() {
    return new Archive(Path.of("target", name() + ".tar.gz").toAbsolutePath());
  }

  /** Name of the folder in the archive. */
  static String name() {
    return Objects.requireNonNull(System.getProperty("archive.name"), "Maven sets it");
  }

  /** Unpacks it and returns its folder. */
  Path unpack(Path dir) {
    CommandRunner.run(
        List.of("tar", "-xzf", file.toString(), "-C", dir.toString()), null, UNPACK_TIMEOUT);
    return dir.resolve(name());
  }

  /** True for the name of what belongs to Gatling's charts. Their licence allows no copies. */
  static boolean isOfTheCharts(String name) {
    return CHARTS.matcher(name).find();
  }

  /** Lists the files below a folder, relative to it and sorted. */
  static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
