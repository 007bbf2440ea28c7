package dev.firsttoken.bench.baselines;

import java.util.HashMap;
import java.util.Map;

/** Environment variables of this process that a child process gets too. */
final class InheritedVariables {
  private InheritedVariables() {}

  /**
   * Copies them without keys of the user, which are no business of a server that relays nothing.
   */
  static Map<String, String> copy() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(name -> name.endsWith("_API_KEY"));
    return variables;
  }
}
