package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Names the folders of results: {@code results/20260131-235959-sweep}. */
final class Folders {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private Folders() {}

  /** One that does not exist. */
  static Path fresh(Command command) {
    String name = TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + "-" + command.label();
    Path dir = Path.of("results", name);
    for (int next = 2; Files.exists(dir); next++) {
      dir = Path.of("results", name + "-" + next);
    }
    return dir;
  }
}
