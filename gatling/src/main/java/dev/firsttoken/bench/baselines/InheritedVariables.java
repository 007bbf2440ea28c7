package dev.firsttoken.bench.baselines;

import java.io.File;
import java.util.HashMap;
import java.util.Map;

/** Environment variables of this process that a child process gets too. */
public final class InheritedVariables {
  private InheritedVariables() {}

  /** Folder in which Debian installs servers, and which is not in the PATH of its users. */
  private static final String SERVERS = "/usr/sbin";

  /** Copies them without secrets of the user. PATH ends with the folder of Debian's servers. */
  static Map<String, String> copy() {
    Map<String, String> variables = withoutSecrets(System.getenv());
    variables.merge("PATH", SERVERS, (path, servers) -> path + File.pathSeparator + servers);
    return variables;
  }

  /** Copies variables without keys and tokens, which are no business of a child process. */
  public static Map<String, String> withoutSecrets(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.keySet().removeIf(name -> name.endsWith("_API_KEY") || name.endsWith("_TOKEN"));
    return variables;
  }
}
