package dev.firsttoken.proxy.pages;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Paths that a Vite server in development serves: the page, its modules and its public files. */
final class DevPaths {
  /** Folders of modules: sources, dependencies, and Vite's own. */
  static final List<String> FOLDERS =
      List.of("/src/", "/node_modules/", "/@vite/", "/@id/", "/@fs/");

  /** A module of the React plugin. */
  static final String REACT_REFRESH = "/@react-refresh";

  private static final Pattern PUBLIC_FILE = Pattern.compile("/[A-Za-z0-9_-]+\\.[A-Za-z0-9]+");

  /** Parts of a path that may leave a folder, as they are or once they are decoded. */
  private static final Pattern LEAVES_ITS_FOLDER =
      Pattern.compile("\\.\\.|\\\\|;|%2e|%2f|%5c|%25|%00");

  private DevPaths() {}

  /** Reports whether the development server serves a path, as the request has it. */
  static boolean contains(String path) {
    return path.equals("/")
        || path.equals(REACT_REFRESH)
        || PUBLIC_FILE.matcher(path).matches()
        || (FOLDERS.stream().anyMatch(path::startsWith)
            && !LEAVES_ITS_FOLDER.matcher(path.toLowerCase(Locale.ROOT)).find());
  }
}
