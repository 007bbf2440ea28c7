package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.CompareNote;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.ExpectationResult;
import dev.firsttoken.bench.compare.PlacedWarning;
import dev.firsttoken.bench.compare.Verdict;
import dev.firsttoken.bench.compare.Verdict.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Lines around the table of a comparison: its title, how to read it, and what to know beside it.
 */
final class CompareNotes {
  private final Comparison comparison;
  private final int width;
  private final AnsiStyle style;

  CompareNotes(Comparison comparison, int width, AnsiStyle style) {
    this.comparison = comparison;
    this.width = width;
    this.style = style;
  }

  /** Returns the title. Different times come first, because they weaken every verdict. */
  List<String> title() {
    Comparison.Facts facts = comparison.facts();
    List<String> lines = new ArrayList<>();
    if (facts.measuredAtDifferentTimes()) {
      lines.addAll(
          wrap("MEASURED AT DIFFERENT TIMES, so the machine may differ too.", style::yellow));
    }
    String mode =
        switch (facts.mode()) {
          case SYNTHETIC -> "synthetic streams";
          case RELAY -> "one upstream relayed";
          case MICRO -> "plain GET requests";
        };
    lines.addAll(
        wrap(
            "Compared with %s: %s, %d rounds, the best first."
                .formatted(facts.reference(), mode, facts.rounds()),
            style::bold));
    return lines;
  }

  /** Returns the start time and peak memory of each server that they are known of. */
  List<String> servers() {
    String servers =
        comparison.targets().stream()
            .filter(target -> !target.costText().isEmpty())
            .map(target -> target.name() + ": " + target.costText())
            .collect(Collectors.joining("; "));
    List<String> lines = new ArrayList<>();
    if (!servers.isEmpty()) {
      lines.add("");
      lines.addAll(wrap(servers, UnaryOperator.identity()));
    }
    return lines;
  }

  /** Explains in plain words what the cells of this table have. */
  List<String> legend() {
    List<String> sentences = new ArrayList<>();
    String reference = comparison.facts().reference();
    if (hasVerdict(verdict -> verdict.finding() != Finding.NO_DIFFERENCE)) {
      sentences.add(
          ("\"slower 1.42×\" is 1.42 times the value of %s, and \"95 %%\" the range in which the"
                  + " true factor lies with that confidence.")
              .formatted(reference));
    }
    if (hasVerdict(verdict -> verdict.finding() == Finding.NO_DIFFERENCE)) {
      sentences.add(
          "\"no difference, ≥ 4 % visible\": no difference visible (smallest visible: 4 %).");
    }
    if (hasVerdict(Verdict::withinError)) {
      sentences.add(
          "\"below error\": the rounds show a difference, but it is smaller than the measurement"
              + " error.");
    }
    if (!comparison.verdicts().isEmpty()) {
      sentences.add("Equal servers show a difference in one of a hundred tables.");
    }
    if (comparison.facts().mode() == CompareMode.RELAY) {
      sentences.add("\"(+0.42)\": milliseconds more than those of the upstream itself, direct.");
    }
    List<String> lines = new ArrayList<>();
    if (!sentences.isEmpty()) {
      lines.add("");
      lines.addAll(
          wrap("How to read it: " + String.join(" ", sentences), UnaryOperator.identity()));
    }
    return lines;
  }

  private boolean hasVerdict(Predicate<Verdict> predicate) {
    return comparison.verdicts().stream().anyMatch(predicate);
  }

  /**
   * Returns expectations, notes and warnings, the failed expectations first.
   *
   * @param marks marks in the table
   */
  List<String> notes(WarningMarks marks) {
    List<String> lines = new ArrayList<>();
    for (ExpectationResult result : comparison.expectations()) {
      lines.addAll(
          switch (result.outcome()) {
            case FAILS -> wrap(result.message(), style::red);
            case UNDECIDED -> wrap("warning: " + result.message(), style::yellow);
            case HOLDS -> wrap(result.message(), UnaryOperator.identity());
          });
    }
    for (CompareNote note : comparison.notes()) {
      lines.addAll(wrap("note: " + note.message(), UnaryOperator.identity()));
    }
    WarningLines warnings = new WarningLines(marks, width, style);
    for (PlacedWarning warning : comparison.warnings()) {
      warnings.add(warning.code(), warning.message());
    }
    lines.addAll(warnings.format());
    return lines;
  }

  private List<String> wrap(String text, UnaryOperator<String> colour) {
    return Footnotes.wrap(Footnotes.sanitize(text), width).stream().map(colour).toList();
  }
}
