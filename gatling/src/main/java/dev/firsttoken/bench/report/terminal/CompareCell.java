package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.LoadComparison;
import dev.firsttoken.bench.compare.Verdict;
import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cell of a comparison: the value, the verdict below it, and how sure it is below that.
 *
 * @param lines one to three
 * @param finding null without a verdict
 */
record CompareCell(List<String> lines, @Nullable Finding finding) {
  static final int LINES = 3;

  static CompareCell of(
      Comparison comparison, String target, LoadComparison level, RoundMetric metric) {
    String value = level.valueText(metric);
    if (target.equals(comparison.facts().reference())
        || value.equals(NumberFormats.NONE)
        || !comparison.facts().mode().headline().contains(metric)) {
      return new CompareCell(List.of(value), null);
    }
    Verdict verdict = comparison.verdict(target, level.load(), metric);
    if (verdict == null) {
      return new CompareCell(List.of(value, "no verdict"), null);
    }
    return switch (verdict.finding()) {
      case NO_DIFFERENCE ->
          new CompareCell(
              List.of(
                  value,
                  verdict.word(),
                  verdict.withinError() ? "below error" : verdict.visibleText()),
              Finding.NO_DIFFERENCE);
      case FASTER, SLOWER ->
          new CompareCell(
              List.of(
                  value,
                  verdict.word() + " " + verdict.ratio().ratioText() + "×",
                  "95 %: " + verdict.ratio().limitsText()),
              verdict.finding());
    };
  }

  /** Returns a line, or an empty one below the last. */
  String line(int index) {
    return index < lines.size() ? lines.get(index) : "";
  }

  /**
   * Returns the width of the widest line.
   *
   * @param marks width of the marks behind the value
   */
  int width(int marks) {
    int width = lines.isEmpty() ? 0 : lines.getFirst().length() + marks;
    return lines.stream().skip(1).mapToInt(String::length).reduce(width, Math::max);
  }
}
