package dev.firsttoken.proxy.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * List of the results in a folder. A file is read again only where its length or time has changed.
 */
final class ResultIndex {
  /** Most results that are listed: those whose files changed last. */
  static final int MAX_LISTED = 500;

  private final ResultFolder folder;
  private Map<ResultFolder.Found, ListedResult> known = new HashMap<>();

  ResultIndex(ResultFolder folder) {
    this.folder = folder;
  }

  /**
   * The newest results.
   *
   * @param results at most {@link #MAX_LISTED}, those that started last first, and the unreadable
   *     ones at the end
   * @param total number of results in the folder
   */
  record Page(List<ListedResult> results, int total) {}

  /** Lists the results. One list at a time, so that many requests read each file once. */
  synchronized Page list() throws IOException {
    List<ResultFolder.Found> found = folder.list();
    Map<ResultFolder.Found, ListedResult> listed = new HashMap<>();
    for (ResultFolder.Found result : found.subList(0, Math.min(found.size(), MAX_LISTED))) {
      ListedResult earlier = known.get(result);
      listed.put(result, earlier == null ? read(result) : withComparison(earlier));
    }
    known = listed;
    List<ListedResult> results = new ArrayList<>(listed.values());
    results.sort(
        Comparator.comparing(ListedResult::isReadable)
            .thenComparing(ListedResult::started)
            .reversed()
            .thenComparing(ListedResult::id));
    return new Page(results, found.size());
  }

  private ListedResult read(ResultFolder.Found found) {
    boolean hasComparison = folder.comparison(found.id()) != null;
    if (found.isTooLarge()) {
      return unreadable(found, "It has more than 64 MiB.");
    }
    try {
      return new ListedResult(
          found.id(), HeaderReader.read(found.file()), found.bytes(), hasComparison, null);
    } catch (HeaderReader.NoResultException e) {
      return unreadable(found, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return unreadable(found, "It can't be read.");
    }
  }

  private static ListedResult unreadable(ResultFolder.Found found, String error) {
    return new ListedResult(found.id(), null, found.bytes(), false, error);
  }

  /** A comparison is written after its result. */
  private ListedResult withComparison(ListedResult result) {
    boolean hasComparison = result.error() == null && folder.comparison(result.id()) != null;
    return new ListedResult(
        result.id(), result.header(), result.bytes(), hasComparison, result.error());
  }
}
