package dev.firsttoken.bench.run;

import dev.firsttoken.bench.compare.CompareSettings;
import dev.firsttoken.bench.compare.RoundPlanner;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RunHeader;
import java.io.PrintStream;

/** Decides by the numbers of the pilot how many rounds a comparison needs. */
final class RoundsAfterPilot {
  private RoundsAfterPilot() {}

  /**
   * Plans the rounds, those of the pilot included, and says so.
   *
   * @param pilot result of the rounds so far
   */
  static int plan(Result pilot, Options options, PrintStream err) {
    RunHeader header = pilot.header();
    CompareSettings settings =
        CompareSettings.parse(
            header.options(), header.targets().stream().map(RunHeader.Target::name).toList());
    int maxRounds = options.loadOptions().roundOptions().maxRounds();
    int planned = RoundPlanner.plannedRounds(pilot, settings, maxRounds);
    err.printf(
        "bench: the pilot of %d rounds is done; %d rounds in all%s%n",
        options.loadOptions().roundOptions().rounds(),
        planned,
        planned == maxRounds ? ", the most that --max-rounds allows" : "");
    return planned;
  }
}
