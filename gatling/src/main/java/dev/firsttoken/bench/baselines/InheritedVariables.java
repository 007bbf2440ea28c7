package dev.firsttoken.bench.baselines;

import java.io.File;
import java.util.HashMap;
import java.util.Map;

/** Environment variables of this process that a child process gets too. */
final class InheritedVariables {
  private InheritedVariables() {}

  /** Folder in which Debian installs servers, and which is not in the PATH of its users. */
  private static final String SERVERS = "/usr/sbin";

  /**
   * Copies them without keys of the user, which are no business of a server to compare with. PATH
   * ends with the folder of Debian's servers.
   */
  static Map<String, String> copy() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(name -> name.endsWith("_API_KEY"));
    variables.merge("PATH", SERVERS, (path, servers) -> path + File.pathSeparator + servers);
    return variables;
  }
}
