package dev.firsttoken.bench.slo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Service-level objectives, which must all be met.
 *
 * @param objectives at least one, in the order given, each with its own subject
 */
public record Slo(List<Objective> objectives) {

  public Slo {
    objectives = List.copyOf(objectives);
  }

  /**
   * Parses a list like {@code ttft:p95<300ms,tpot:p95<50ms,error<1%,rps>5}.
   *
   * @throws IllegalArgumentException with the invalid part and what was expected, in one sentence
   */
  public static Slo parse(String text) {
    List<Objective> objectives = new ArrayList<>();
    Set<String> subjects = new HashSet<>();
    for (String part : text.split(",", -1)) {
      Objective objective = ObjectiveParser.of(part).parse();
      if (!subjects.add(objective.subject())) {
        throw new IllegalArgumentException(
            "%s: %s already has a limit".formatted(part.strip(), objective.subject()));
      }
      objectives.add(objective);
    }
    return new Slo(objectives);
  }

  /** Returns true if an objective limits the share of failed requests. */
  public boolean allowsErrors() {
    return objectives.stream().anyMatch(objective -> objective.subject().equals("error"));
  }

  /** Returns the list in its normalized form: {@code ttft:p95<300ms,error<1%}. */
  @Override
  public String toString() {
    return objectives.stream().map(Objective::toString).collect(Collectors.joining(","));
  }
}
