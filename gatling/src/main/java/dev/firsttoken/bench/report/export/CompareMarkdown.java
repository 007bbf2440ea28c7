package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.CompareNote;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.ExpectationResult;
import dev.firsttoken.bench.compare.LoadComparison;
import dev.firsttoken.bench.compare.PlacedWarning;
import dev.firsttoken.bench.compare.TargetComparison;
import dev.firsttoken.bench.compare.Verdict;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.List;
import java.util.stream.Collectors;

/** Comparison as Markdown, to paste into a pull request: a table for each load, then the notes. */
public final class CompareMarkdown {
  private final Comparison comparison;
  private final StringBuilder text = new StringBuilder();

  private CompareMarkdown(Comparison comparison) {
    this.comparison = comparison;
  }

  public static String format(Comparison comparison) {
    CompareMarkdown markdown = new CompareMarkdown(comparison);
    markdown.addTitle();
    comparison.loads().forEach(markdown::addTable);
    markdown.addCosts();
    markdown.addNotes();
    return markdown.text.toString();
  }

  private void addTitle() {
    Comparison.Facts facts = comparison.facts();
    if (facts.measuredAtDifferentTimes()) {
      addLine("**Measured at different times**, so the machine may differ too.\n");
    }
    addLine(
        ("Compared with **%s**: %d rounds, %s mode, %s, %s. Ranges are 95 %% intervals of the"
                + " factor. Of a hundred tables of equal servers, one shows a difference.%s\n")
            .formatted(
                escape(facts.reference()),
                facts.rounds(),
                facts.mode().label(),
                escape(facts.machine()),
                facts.startedAt(),
                facts.mode() == CompareMode.RELAY
                    ? " In brackets: milliseconds more than the upstream itself, direct."
                    : ""));
  }

  private void addTable(String load) {
    List<RoundMetric> metrics = comparison.facts().mode().columns();
    String headings =
        metrics.stream()
            .map(metric -> comparison.facts().mode().title(metric) + ", " + metric.unit().title())
            .collect(Collectors.joining(" | "));
    addLine("| %s | %s |".formatted(escape(load), headings));
    addLine("|---|" + "---:|".repeat(metrics.size()));
    for (TargetComparison target : comparison.ranking(load)) {
      LoadComparison level = target.level(load);
      if (level != null) {
        boolean isReference = target.name().equals(comparison.facts().reference());
        addLine(
            "| %s%s | %s |"
                .formatted(
                    escape(target.name()),
                    isReference ? " (reference)" : "",
                    metrics.stream()
                        .map(metric -> cell(target.name(), level, metric))
                        .collect(Collectors.joining(" | "))));
      }
    }
    addLine("");
  }

  private String cell(String target, LoadComparison level, RoundMetric metric) {
    String value = level.valueText(metric);
    Verdict verdict = comparison.verdict(target, level.load(), metric);
    if (verdict == null) {
      boolean isMissed =
          comparison.facts().mode().headline().contains(metric)
              && !target.equals(comparison.facts().reference())
              && !value.equals(NumberFormats.NONE);
      return isMissed ? value + "<br>no verdict" : value;
    }
    return value
        + "<br>"
        + switch (verdict.finding()) {
          case FASTER, SLOWER ->
              "**%s** %s× (%s)"
                  .formatted(
                      verdict.word(), verdict.ratio().ratioText(), verdict.ratio().limitsText());
          case NO_DIFFERENCE ->
              "%s (%s)"
                  .formatted(
                      verdict.word(),
                      verdict.withinError() ? "below error" : verdict.visibleText());
        };
  }

  private void addCosts() {
    for (TargetComparison target : comparison.targets()) {
      if (!target.costText().isEmpty()) {
        addLine("- %s: %s".formatted(escape(target.name()), target.costText()));
      }
    }
  }

  private void addNotes() {
    for (ExpectationResult result : comparison.expectations()) {
      addLine("- " + escape(result.message()));
    }
    for (CompareNote note : comparison.notes()) {
      addLine("- " + escape(note.message()));
    }
    for (PlacedWarning warning : comparison.warnings()) {
      addLine("- " + escape(warning.message()));
    }
  }

  private void addLine(String line) {
    text.append(line).append('\n');
  }

  /** Keeps the words of servers and users from being markup. */
  private static String escape(String words) {
    return words.replaceAll("[\\r\\n]", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }
}
