package dev.firsttoken.e2e.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Programs of the system, by the names under which distributions install them. */
final class Programs {
  private Programs() {}

  static File chromium() {
    return find("chromium", List.of("chromium", "chromium-browser", "google-chrome"));
  }

  static File chromeDriver() {
    return find("chromium-driver", List.of("chromedriver"));
  }

  private static File find(String debianPackage, List<String> names) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    List<String> folders = List.of(path.split(File.pathSeparator, -1));
    return names.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s is not on the PATH. On Debian: apt-get install %s"
                        .formatted(names.getFirst(), debianPackage)))
        .toFile();
  }
}
