package dev.firsttoken.deploy.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything of this project that runs together in a cluster. */
final class Cluster {
  static final Path FOLDER = Path.of("kubernetes");
  static final List<String> OVERLAYS = List.of("overlays/synthetic", "overlays/upstream");
  static final List<String> LOAD = List.of("load/volume", "load/sweep", "load/merge");

  private static final List<Function<Manifests, List<String>>> CHECKS =
      List.of(
          SelectorChecks::problems,
          PortChecks::problems,
          SettingChecks::problems,
          PodChecks::problems,
          ProxyChecks::problems,
          ShardJobChecks::problems);

  private Cluster() {}

  /**
   * Builds the proxy of an overlay, and the load.
   *
   * @param folder one like {@link #FOLDER}
   */
  static Manifests build(Path folder, String overlay) {
    return build(overlay, name -> Kustomizer.build(folder.resolve(name)));
  }

  static Manifests build(String overlay, Function<String, Manifests> builder) {
    return Stream.concat(Stream.of(overlay), LOAD.stream())
        .map(builder)
        .reduce(Manifests::and)
        .orElseThrow();
  }

  static List<String> problems(Manifests manifests) {
    return CHECKS.stream().flatMap(check -> check.apply(manifests).stream()).toList();
  }
}
