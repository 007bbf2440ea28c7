package dev.firsttoken.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that the archive must not name. Only the paths of what is in it count: where a user's
 * folder is /root, many libraries hold that path alone.
 *
 * @param prefix its path, with a slash
 * @param names names of what is in it
 */
record FolderOfThisMachine(String prefix, Pattern names) {
  static FolderOfThisMachine at(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      String names =
          content
              .map(path -> Pattern.quote(path.getFileName().toString()))
              .collect(Collectors.joining("|", "(?:", ")(?![\\w.-])"));
      return new FolderOfThisMachine(folder + "/", Pattern.compile(names));
    }
  }

  /** The prefix is looked for first, because a text may have a hundred megabytes. */
  boolean isNamedIn(String text) {
    Matcher matcher = names.matcher(text);
    for (int at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
      if (matcher.region(at + prefix.length(), text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }
}
