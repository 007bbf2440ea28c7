package dev.firsttoken.bench.samples;

import java.util.List;

/** Names of several levels for a sentence. */
public final class LevelNames {
  /** Texts that a sentence has room for. */
  private static final int MAX_TEXTS = 4;

  private LevelNames() {}

  /** Joins loads, with their unit once if they share it: {@code 1, 8 and 32 users}. */
  public static String join(List<Level> levels) {
    Level first = levels.getFirst();
    boolean shareUnit =
        levels.size() > 1
            && levels.stream()
                .allMatch(
                    level ->
                        level.target().equals(Level.DEFAULT_TARGET)
                            && level.usesOpenModel() == first.usesOpenModel());
    if (!shareUnit) {
      return joinTexts(levels.stream().map(Level::descriptionWithTarget).toList());
    }
    List<String> numbers = levels.stream().map(level -> level.label().replace("/s", "")).toList();
    return joinAll(numbers) + (first.usesOpenModel() ? " requests/s" : " users");
  }

  /** Joins texts, and counts those that are too many to list. */
  public static String joinTexts(List<String> texts) {
    int more = texts.size() - MAX_TEXTS;
    return more > 0
        ? String.join(", ", texts.subList(0, MAX_TEXTS)) + " and " + more + " more"
        : joinAll(texts);
  }

  private static String joinAll(List<String> texts) {
    int last = texts.size() - 1;
    return last == 0
        ? texts.getFirst()
        : String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
  }
}
