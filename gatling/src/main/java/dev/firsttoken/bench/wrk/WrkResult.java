package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All runs of one result. JSON, table and comparison are pure functions of it.
 *
 * @param runs in the order in which they were made
 * @param partial true if the bench was ended before all runs were made
 */
public record WrkResult(WrkHeader header, List<WrkRun> runs, boolean partial) {
  /** Name and version of the JSON format. */
  public static final String SCHEMA = "firsttoken.wrk/1";

  public WrkResult {
    runs = List.copyOf(runs);
  }

  /** Returns the runs of a target that have numbers, in order. */
  List<WrkRun> measured(String target) {
    return runs.stream()
        .filter(run -> run.target().equals(target) && run.output() != null)
        .toList();
  }

  /** Returns the numbers of a target's runs, in order. */
  List<WrkOutput> outputs(String target) {
    return measured(target).stream().map(WrkRun::output).flatMap(Stream::ofNullable).toList();
  }

  /** Returns true if every server was loaded to the end of every run, and no request failed. */
  public boolean isComplete() {
    return !partial
        && header.targets().stream().allMatch(target -> target.failure() == null)
        && runs.stream().map(WrkRun::output).allMatch(WrkResult::isFaultless);
  }

  private static boolean isFaultless(@Nullable WrkOutput output) {
    return output != null && output.errors().total() == 0 && output.requests() > 0;
  }

  /** Returns true if a target sent responses with a status other than 2xx and 3xx. */
  boolean hasStatusErrors(String target) {
    return outputs(target).stream().anyMatch(output -> output.errors().status() > 0);
  }

  /** Returns the error counts of all runs of a target together. */
  long errors(String target) {
    return outputs(target).stream().mapToLong(output -> output.errors().total()).sum();
  }
}
