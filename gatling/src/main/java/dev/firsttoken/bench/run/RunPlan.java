package dev.firsttoken.bench.run;

import dev.firsttoken.bench.load.levels.LevelSequence;
import dev.firsttoken.bench.load.levels.LoadPlan;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.samples.Environment;
import java.util.List;

/**
 * Plan of a run: its command, its options, the servers that it measures, and the machine.
 *
 * @param options options of the command
 * @param targets servers in order, those that failed to start included
 * @param environment machine and build, read before the client is moved to some of its cores
 */
public record RunPlan(
    Command command, Options options, List<RunTarget> targets, Environment environment) {
  public RunPlan {
    targets = List.copyOf(targets);
  }

  /** Returns the servers that can be measured. */
  List<RunTarget> measurable() {
    return targets.stream().filter(RunTarget::isMeasurable).toList();
  }

  LevelSequence levels() {
    return LoadPlan.create(
        command,
        options.loadOptions(),
        options.workloadOptions().trace(),
        measurable().stream().map(RunTarget::name).toList());
  }

  RunPlan withOptions(Options other) {
    return new RunPlan(command, other, targets, environment);
  }
}
