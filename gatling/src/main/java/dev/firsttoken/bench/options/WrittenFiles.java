package dev.firsttoken.bench.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Check that no file of a result overwrites another one, nor a file that the command reads. */
final class WrittenFiles {
  /** A file that is taken, with the words that a message names it by. */
  private record Taken(Path file, String words) {}

  private final RawOptions rawOptions;
  private final List<Taken> taken = new ArrayList<>();

  /**
   * @param read files that the command reads besides those of its settings
   * @throws InvalidOptionException for the path of an input that is no path
   */
  WrittenFiles(RawOptions rawOptions, OptionReader optionReader, List<Path> read) {
    this.rawOptions = rawOptions;
    for (Setting key : Setting.values()) {
      Path file = key.isInputFile() ? optionReader.path(key) : null;
      if (file != null) {
        taken.add(new Taken(file, "--%s, which is read".formatted(key.flag())));
      }
    }
    read.forEach(file -> taken.add(new Taken(file, file + ", which is read")));
  }

  /**
   * Adds a file that is to be written, or none if it is null.
   *
   * @throws InvalidOptionException naming the setting, and that of the same file
   */
  void add(Setting key, @Nullable Path file) {
    if (file == null) {
      return;
    }
    for (Taken other : taken) {
      if (isSame(file, other.file())) {
        throw rawOptions.invalid(key, "must be a different file from " + other.words());
      }
    }
    taken.add(new Taken(file, "--" + key.flag()));
  }

  /** Returns true for two names of one file, by links too. */
  private static boolean isSame(Path one, Path other) {
    try {
      return (Files.exists(one) && Files.exists(other))
          ? Files.isSameFile(one, other)
          : place(one).equals(place(other));
    } catch (IOException e) {
      return place(one).equals(place(other));
    }
  }

  /** Returns the path without links in its directory; the file itself need not exist. */
  private static Path place(Path file) {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    try {
      return directory == null
          ? absolute
          : directory.toRealPath().resolve(absolute.getFileName()).normalize();
    } catch (IOException e) {
      return absolute.normalize();
    }
  }
}
