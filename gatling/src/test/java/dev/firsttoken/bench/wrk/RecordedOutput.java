package dev.firsttoken.bench.wrk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Recorded output of wrk 4.1.0 or wrk2.
 *
 * @param text all that it printed
 */
public record RecordedOutput(String text, int exitStatus) {
  private static final String STATUS = "exit=";

  /** Reads a recording, whose first line is the command and whose last is its exit status. */
  public static RecordedOutput read(String name) {
    try (InputStream in = RecordedOutput.class.getResourceAsStream("/wrk/" + name + ".txt")) {
      List<String> lines =
          new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
      String last = lines.getLast();
      return new RecordedOutput(
          String.join("\n", lines.subList(1, lines.size() - 1)) + "\n",
          Integer.parseInt(last.substring(STATUS.length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
