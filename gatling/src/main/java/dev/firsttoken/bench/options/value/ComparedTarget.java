package dev.firsttoken.bench.options.value;

import java.net.URI;
import java.util.Map;

/** Server of a comparison, as the user named it. */
public sealed interface ComparedTarget {

  /** Name in the comparison. */
  String name();

  /**
   * Server that the bench starts.
   *
   * @param server its name: {@code micronaut}, or a folder in {@code baselines/}
   * @param environment variables of this instance alone
   */
  record Started(String name, String server, Map<String, String> environment)
      implements ComparedTarget {
    public Started {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Server that runs already.
   *
   * @param chatUrl URL of its chat completions
   */
  record Running(String name, URI chatUrl) implements ComparedTarget {}
}
