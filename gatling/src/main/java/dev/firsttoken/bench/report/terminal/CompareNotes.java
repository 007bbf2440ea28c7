package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.CompareNote;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.ExpectationResult;
import dev.firsttoken.bench.compare.PlacedWarning;
import dev.firsttoken.bench.compare.TargetComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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
    List<String> lines = new ArrayList<>();
    for (TargetComparison target : comparison.targets()) {
      if (!target.costText().isEmpty()) {
        lines.addAll(wrap(target.name() + ": " + target.costText(), UnaryOperator.identity()));
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst("");
    }
    return lines;
  }

  /** Explains the cells in plain words. */
  List<String> legend() {
    String reference = comparison.facts().reference();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(
        wrap(
            ("How to read it: \"slower 1.42×\" is 1.42 times the value of %s."
                    + " \"95 %%\" is the range in which the true factor lies with that confidence."
                    + " Equal servers show a difference in one of a hundred tables.")
                .formatted(reference),
            UnaryOperator.identity()));
    lines.addAll(
        wrap(
            "\"no difference, ≥ 4 % visible\": no difference visible (smallest visible: 4 %)."
                + " \"below error\": the rounds show a difference, but it is smaller than the"
                + " measurement error.",
            UnaryOperator.identity()));
    if (comparison.facts().mode() == CompareMode.RELAY) {
      lines.addAll(
          wrap(
              "\"(+0.42)\": milliseconds more than those of the upstream itself, direct.",
              UnaryOperator.identity()));
    }
    return lines;
  }

  /** Returns expectations, notes and warnings, the failed expectations first. */
  List<String> notes() {
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
    for (PlacedWarning warning : comparison.warnings()) {
      boolean invalid = warning.code().invalidates();
      lines.addAll(
          wrap(
              invalid ? warning.message() : "warning: " + warning.message(),
              invalid ? style::red : style::yellow));
    }
    return lines;
  }

  private List<String> wrap(String text, UnaryOperator<String> colour) {
    return Footnotes.wrap(Footnotes.sanitize(text), width).stream().map(colour).toList();
  }
}
