package dev.firsttoken.deploy.kubernetes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pod of an Indexed Job, with the command that the kubelet would start in its container. */
final class IndexedPod {
  /** Variable that the controller of jobs adds to each container. */
  static final String INDEX = "JOB_COMPLETION_INDEX";

  /** {@code $(NAME)}, which the kubelet replaces, or {@code $NAME}, which a shell does. */
  static final Pattern REFERENCE = Pattern.compile("\\$\\(?([A-Z_]+)\\)?");

  private static final Pattern KUBELET_REFERENCE = Pattern.compile("\\$\\(([A-Z_]+)\\)");

  private final WorkloadResource workload;
  private final Map<String, String> variables;

  /**
   * Sets up one pod.
   *
   * @param variables those that the manifests have no value for
   */
  IndexedPod(Manifests manifests, WorkloadResource workload, Map<String, String> variables) {
    this.workload = workload;
    this.variables = new HashMap<>(Settings.of(manifests, workload));
    this.variables.putAll(variables);
  }

  Map<String, String> variables() {
    return variables;
  }

  List<String> command() {
    return workload.container().getCommand().stream().map(this::expand).toList();
  }

  List<String> arguments() {
    return workload.container().getArgs().stream().map(this::expand).toList();
  }

  /** The kubelet leaves a reference as it is, where nothing sets the variable. */
  private String expand(String word) {
    return KUBELET_REFERENCE
        .matcher(word)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group())));
  }
}
