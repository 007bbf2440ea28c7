package dev.firsttoken.proxy.pages;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the pages, read from the class path once. A request can get what is in this map and
 * nothing else, whatever its path looks like.
 */
@Singleton
final class PageFiles {
  /** Lists the names of all files, one a line, because a jar has no folders to list. */
  private static final String LIST = "files.txt";

  private static final String INDEX = "index.html";

  /** Names that need no escaping in a URL and lead to no other folder. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private final Map<String, PageFile> byPath = new HashMap<>();
  private @Nullable IndexPage index;

  @Inject
  PageFiles() {
    this("public");
  }

  /**
   * Reads the files of a folder on the class path. There are none if it has no list.
   *
   * @throws IllegalStateException if a listed file is missing, or its name is not valid
   */
  PageFiles(String folder) {
    byte[] list = read(folder + "/" + LIST);
    if (list != null) {
      new String(list, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .forEach(name -> add(folder, name));
    }
  }

  private void add(String folder, String name) {
    String resource = folder + "/" + name;
    byte[] bytes = NAME.matcher(name).matches() ? read(resource) : null;
    if (bytes == null) {
      throw new IllegalStateException(
          "%s/%s lists %s, which is missing or has no valid name.".formatted(folder, LIST, name));
    }
    if (name.equals(INDEX)) {
      index = new IndexPage(bytes);
    } else {
      String path = "/" + name;
      byPath.put(path, new PageFile(path, bytes, read(resource + ".br"), read(resource + ".gz")));
    }
  }

  /** {@return the page at the root, or null if the pages were not built} */
  @Nullable IndexPage index() {
    return index;
  }

  /** {@return the file at a path, or null if there is none} */
  @Nullable PageFile file(String path) {
    return byPath.get(path);
  }

  /** The paths of all files but the page at the root. */
  Set<String> paths() {
    return byPath.keySet();
  }

  private static byte @Nullable [] read(String resource) {
    try (InputStream in = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
