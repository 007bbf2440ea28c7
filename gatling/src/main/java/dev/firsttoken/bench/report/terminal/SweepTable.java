package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Table with one row for each level, and marks at the numbers that warnings make doubtful. A narrow
 * terminal drops the least important columns; those of the SLO are the last ones.
 */
final class SweepTable {
  private static final String GAP = "  ";

  /** After a mark, which takes the place of the other space. */
  private static final String GAP_AFTER_MARK = " ";

  /** Before the mark of a level, whose name may end with a letter. */
  private static final String MARK_OF_NAME = " ";

  /**
   * Width of a column.
   *
   * @param number right-aligned, of the heading and of the numbers
   * @param marks left-aligned behind it
   */
  private record Width(int number, int marks) {
    int total() {
      return number + marks;
    }

    Width widened(int by) {
      return new Width(number + by, marks);
    }
  }

  private final List<LevelResult> levels;
  private final List<List<Code>> warnings;
  private final List<SweepColumn> columns;
  private final int totalColumns;
  private final WarningMarks marks;
  private List<Width> widths = List.of();

  private SweepTable(Result result, int width) {
    this.levels = result.levels();
    this.warnings =
        IntStream.range(0, levels.size()).mapToObj(level -> warningsAt(result, level)).toList();
    this.columns = SweepColumns.of(levels);
    this.totalColumns = columns.size();
    this.widths = widths();
    while (lineWidth() > width && dropLeastImportant()) {
      this.widths = widths();
    }
    this.marks = new WarningMarks(shownWarnings(result));
  }

  static SweepTable of(Result result, int width) {
    return new SweepTable(result, width);
  }

  private static List<Code> warningsAt(Result result, int level) {
    return result.warnings().stream()
        .filter(warning -> warning.levels().isEmpty() || warning.levels().contains(level))
        .map(Warning::code)
        .distinct()
        .toList();
  }

  /** Returns the warnings at the numbers that are shown, in the order of the result. */
  private List<Code> shownWarnings(Result result) {
    Set<Code> shown = new LinkedHashSet<>();
    for (int level = 0; level < levels.size(); level++) {
      for (SweepColumn column : columns) {
        shown.addAll(warningsAt(column, level));
      }
    }
    return result.warnings().stream().map(Warning::code).filter(shown::contains).toList();
  }

  /** Returns the warnings at one cell; those about a whole level stand at its name. */
  private List<Code> warningsAt(SweepColumn column, int level) {
    if (column.equals(columns.getFirst())) {
      return WarningMarks.atLevel(warnings.get(level));
    }
    return column.cell().apply(levels.get(level)).equals(NumberFormats.NONE)
        ? List.of()
        : WarningMarks.atNumber(warnings.get(level), column.field());
  }

  WarningMarks marks() {
    return marks;
  }

  List<String> format(AnsiStyle style) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(groupLine()));
    lines.add(style.bold(formatLine(this::heading, index -> "", "")));
    for (int row = 0; row < levels.size(); row++) {
      int level = row;
      String line =
          formatLine(
              index -> cell(index, level),
              index -> marksAt(index, level),
              marks.notes(warningsInRow(level)));
      lines.add(levels.get(level).failed() > 0 ? style.red(line) : line);
    }
    int dropped = totalColumns - columns.size();
    if (dropped > 0) {
      lines.add("(%d column%s hidden; see the JSON)".formatted(dropped, dropped == 1 ? "" : "s"));
    }
    return lines;
  }

  private boolean dropLeastImportant() {
    SweepColumn lowest = Collections.min(columns, Comparator.comparingInt(SweepColumn::priority));
    return lowest.priority() < SweepColumn.KEEP_ALWAYS && columns.remove(lowest);
  }

  private List<Width> widths() {
    List<Width> fitting = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      int number = heading(index).length();
      int marked = 0;
      for (int level = 0; level < levels.size(); level++) {
        number = Math.max(number, cell(index, level).length());
        marked = Math.max(marked, marksWidth(index, level));
      }
      fitting.add(new Width(number, marked));
    }
    for (int index = 0; index < columns.size(); index += groupSpan(index)) {
      // A group heading that is longer than its columns widens the first of them.
      int missingWidth = columns.get(index).group().length() - groupWidth(index, fitting);
      fitting.set(index, fitting.get(index).widened(Math.max(missingWidth, 0)));
    }
    return fitting;
  }

  private String marksAt(int index, int level) {
    List<Code> marked = warningsAt(columns.get(index), level);
    if (index > 0) {
      return marks.atNumber(marked);
    }
    String text = marks.text(marked);
    return text.isEmpty() ? text : MARK_OF_NAME + text;
  }

  private int marksWidth(int index, int level) {
    int letters = warningsAt(columns.get(index), level).size();
    if (index > 0) {
      return letters == 0 ? 0 : WarningMarks.NUMBER.length();
    }
    return letters == 0 ? 0 : MARK_OF_NAME.length() + letters;
  }

  private int lineWidth() {
    int width = 0;
    for (int index = 0; index < columns.size(); index++) {
      width += widths.get(index).total() + (index == 0 ? 0 : gap(index - 1, widths).length());
    }
    int notes = notesWidth();
    return notes == 0 ? width : width + gap(columns.size() - 1, widths).length() + notes;
  }

  private int notesWidth() {
    return IntStream.range(0, levels.size())
        .map(level -> WarningMarks.notesWidth(warningsInRow(level)))
        .max()
        .orElse(0);
  }

  /** Returns the warnings at the numbers of a level, without those about the whole level. */
  private List<Code> warningsInRow(int level) {
    return columns.stream()
        .skip(1)
        .flatMap(column -> warningsAt(column, level).stream())
        .distinct()
        .toList();
  }

  private static String gap(int before, List<Width> widths) {
    return widths.get(before).marks() > 0 ? GAP_AFTER_MARK : GAP;
  }

  /** Returns the width of the group that starts at this column, without the marks of its last. */
  private int groupWidth(int index, List<Width> widths) {
    int last = index + groupSpan(index) - 1;
    int width = widths.get(last).number();
    for (int i = index; i < last; i++) {
      width += widths.get(i).total() + gap(i, widths).length();
    }
    return width;
  }

  private String heading(int index) {
    return columns.get(index).heading();
  }

  private String cell(int index, int level) {
    return columns.get(index).cell().apply(levels.get(level));
  }

  /** Returns the number of columns in the group that starts here, or 0 inside a group. */
  private int groupSpan(int index) {
    String group = columns.get(index).group();
    if (index > 0 && columns.get(index - 1).group().equals(group)) {
      return 0;
    }
    return (int) columns.stream().filter(column -> column.group().equals(group)).count();
  }

  private String groupLine() {
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < columns.size(); index += groupSpan(index)) {
      int last = index + groupSpan(index) - 1;
      int width = groupWidth(index, widths);
      // Over several columns it is left-aligned; over one it is right-aligned like the numbers.
      String aligned = groupSpan(index) > 1 ? "%-" + width + "s" : "%" + width + "s";
      line.append(aligned.formatted(columns.get(index).group()))
          .append(" ".repeat(widths.get(last).marks()))
          .append(gap(last, widths));
    }
    line.append(notesWidth() == 0 ? "" : WarningMarks.NOTES);
    return line.toString().stripTrailing();
  }

  private String formatLine(IntFunction<String> texts, IntFunction<String> marksAt, String notes) {
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < columns.size(); index++) {
      Width width = widths.get(index);
      line.append(("%" + width.number() + "s").formatted(texts.apply(index)));
      String marked = marksAt.apply(index);
      line.append(marked).append(" ".repeat(Math.max(width.marks() - marked.length(), 0)));
      line.append(gap(index, widths));
    }
    line.append(notes);
    return line.toString().stripTrailing();
  }
}
