package dev.firsttoken.deploy.kubernetes;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * File {@code kustomization.yaml} of a folder, with the few fields that are used here.
 *
 * @param resources manifests of the folder, and other folders
 * @param components folders whose resources and changes are added
 * @param images names of images that are replaced
 * @param configMapGenerator config maps whose names get a hash of their contents
 */
record Kustomization(
    String apiVersion,
    String kind,
    List<String> resources,
    List<String> components,
    List<Image> images,
    List<ConfigMapGenerator> configMapGenerator) {

  static final String FILE = "kustomization.yaml";

  /** Image of manifests, and what takes its place. */
  record Image(String name, String newName, String newTag) {
    String replacement() {
      return newName + ":" + newTag;
    }
  }

  /**
   * Config map.
   *
   * @param behavior {@code merge} for one of a base, or null for a new one
   * @param literals lines like {@code KEY=value}
   */
  record ConfigMapGenerator(String name, @Nullable String behavior, List<String> literals) {
    Map<String, String> data() {
      Map<String, String> data = new LinkedHashMap<>();
      for (String literal : literals) {
        int end = literal.indexOf('=');
        if (end < 1 || data.put(literal.substring(0, end), literal.substring(end + 1)) != null) {
          throw new AssertionError(name + ": no literal, or one that is there twice: " + literal);
        }
      }
      return data;
    }

    boolean isMerge() {
      return "merge".equals(behavior);
    }
  }

  Kustomization {
    resources = emptyIfNull(resources);
    components = emptyIfNull(components);
    images = emptyIfNull(images);
    configMapGenerator = emptyIfNull(configMapGenerator);
  }

  private static <T> List<T> emptyIfNull(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** Reads the file of a folder. */
  static Kustomization read(Path folder) {
    return ManifestReader.read(folder.resolve(FILE), Kustomization.class);
  }
}
