package dev.firsttoken.proxy.results;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Folder with one folder for each run. What is not a regular file of a run in it can't be reached:
 * an id is one plain name, and no symbolic link is followed below the folder.
 */
final class ResultFolder {
  /** Longest file that is listed or sent, in bytes. */
  static final long MAX_FILE_BYTES = 64L << 20;

  private static final String RESULT = "result.json";
  private static final String COMPARISON = "compare.json";

  /** Entries of the folder that are looked at; in a larger folder, some runs are not listed. */
  static final int MAX_ENTRIES = 10_000;

  /** One name that needs no escaping and is not hidden, so that it leads to no other folder. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private final Path root;

  /**
   * @param root the folder, without symbolic links
   */
  ResultFolder(Path root) {
    this.root = root;
  }

  /**
   * A file of a run, found.
   *
   * @param changedMillis last change
   */
  record Found(String id, Path file, long bytes, long changedMillis) {
    boolean isTooLarge() {
      return bytes > MAX_FILE_BYTES;
    }
  }

  /** Finds the result of each run, the file that changed last first. */
  List<Found> list() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      return results(entries.iterator());
    }
  }

  /** Returns the results among the first entries, the file that changed last first. */
  List<Found> results(Iterator<Path> entries) throws IOException {
    List<Found> results = new ArrayList<>();
    try {
      for (int looked = 0; looked < MAX_ENTRIES && entries.hasNext(); looked++) {
        Found found = result(entries.next().getFileName().toString());
        if (found != null) {
          results.add(found);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw new IOException(e);
    }
    results.sort(
        Comparator.comparingLong(Found::changedMillis).reversed().thenComparing(Found::id));
    return results;
  }

  /** Finds the result of a run; null if there is none of this id. */
  @Nullable Found result(String id) {
    return find(id, RESULT);
  }

  /** Finds what a comparison says; null if there is none of this id. */
  @Nullable Found comparison(String id) {
    return find(id, COMPARISON);
  }

  private @Nullable Found find(String id, String name) {
    if (!ID.matcher(id).matches()) {
      return null;
    }
    Path run = root.resolve(id);
    Path file = run.resolve(name);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean isOwn =
          Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)
              && attributes.isRegularFile()
              && file.toRealPath().equals(file);
      return isOwn
          ? new Found(id, file, attributes.size(), attributes.lastModifiedTime().toMillis())
          : null;
    } catch (IOException e) {
      return null; // It is not there, or not readable.
    }
  }
}
