package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.trust.SpoiledNumbers;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Marks of warnings: {@code *} at each number that one makes doubtful, its letter in the notes of
 * the row or at the name of a level, and {@code !} at a level that is not valid.
 */
final class WarningMarks {
  /** Marks of a report that has none. */
  static final WarningMarks NONE = new WarningMarks(List.of());

  /** Mark at a number; one for all warnings, so that the number stays readable. */
  static final String NUMBER = "*";

  /** Heading of the letters of a row. */
  static final String NOTES = "notes";

  private static final String INVALID = "!";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private final Map<Code, String> letters = new EnumMap<>(Code.class);

  /**
   * @param shown warnings at the numbers that are shown, in the order of their letters
   */
  WarningMarks(Collection<Code> shown) {
    for (Code code : shown) {
      int next = letters.size();
      if (!code.invalidates() && next < LETTERS.length()) {
        letters.putIfAbsent(code, LETTERS.substring(next, next + 1));
      }
    }
  }

  /** Selects the warnings that make one number of a level doubtful, but not the whole level. */
  static List<Code> atNumber(Collection<Code> warnings, String field) {
    List<Code> found =
        warnings.stream()
            .filter(code -> SpoiledNumbers.includes(code, field) && !isAboutAll(code))
            .toList();
    // If p95 is the slowest response already, p99 is the same one.
    return found.contains(Code.FEW_FOR_P95)
        ? found.stream().filter(code -> code != Code.FEW_FOR_P99).toList()
        : found;
  }

  /** Selects the warnings that make a whole level doubtful. */
  static List<Code> atLevel(Collection<Code> warnings) {
    return warnings.stream().filter(WarningMarks::isAboutAll).toList();
  }

  private static boolean isAboutAll(Code code) {
    return SpoiledNumbers.of(code).contains(SpoiledNumbers.ALL);
  }

  /** Returns {@link #NUMBER} if one of the warnings at a number has a letter, else nothing. */
  String atNumber(Collection<Code> warnings) {
    return notes(warnings).isEmpty() ? "" : NUMBER;
  }

  /** Returns the letters of the warnings at the numbers of a row, in the order of their lines. */
  String notes(Collection<Code> warnings) {
    return warnings.stream()
        .map(this::letter)
        .filter(letter -> !letter.isEmpty())
        .distinct()
        .sorted()
        .collect(Collectors.joining());
  }

  /** Returns the width of the notes of a row with as many letters as it can have. */
  static int notesWidth(Collection<Code> warnings) {
    int letters = Set.copyOf(warnings).size();
    return letters == 0 ? 0 : Math.max(NOTES.length(), letters);
  }

  /** Returns the marks of these warnings, to follow a value or a name; empty if there are none. */
  String text(Collection<Code> warnings) {
    return warnings.stream()
        .map(code -> code.invalidates() ? INVALID : letter(code))
        .distinct()
        .collect(Collectors.joining());
  }

  /** Returns the letter of a warning, or an empty text if no number that is shown has it. */
  String letter(Code code) {
    return letters.getOrDefault(code, "");
  }
}
