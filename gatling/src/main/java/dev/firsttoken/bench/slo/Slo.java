package dev.firsttoken.bench.slo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What service is good enough, all of it together.
 *
 * @param objectives at least one, in the order given, none about the same thing as another
 */
public record Slo(List<Objective> objectives) {

  public Slo {
    objectives = List.copyOf(objectives);
  }

  /**
   * Reads a list like {@code ttft:p95<300ms,tpot:p95<50ms,error<1%,rps>5}.
   *
   * @throws IllegalArgumentException one sentence: the part that is wrong, and what was expected
   */
  public static Slo parse(String text) {
    List<Objective> objectives = new ArrayList<>();
    Set<String> subjects = new HashSet<>();
    for (String part : text.split(",", -1)) {
      Objective objective = ObjectiveParser.of(part).parse();
      if (!subjects.add(objective.subject())) {
        throw new IllegalArgumentException(
            "%s: %s has a limit already".formatted(part.strip(), objective.subject()));
      }
      objectives.add(objective);
    }
    return new Slo(objectives);
  }

  /** Whether it says how many requests may fail. */
  public boolean allowsErrors() {
    return objectives.stream().anyMatch(objective -> objective.subject().equals("error"));
  }

  /** The list again, in one spelling: {@code ttft:p95<300ms,error<1%}. */
  @Override
  public String toString() {
    return objectives.stream().map(Objective::toString).collect(Collectors.joining(","));
  }
}
