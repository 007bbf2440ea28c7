package dev.firsttoken.bench.options.value;

import java.net.URI;
import java.nio.file.Path;

/** Place that the annotation of a run goes to. */
public sealed interface AnnotationPlace {
  /** File, which the annotation replaces. */
  record InFile(Path file) implements AnnotationPlace {}

  /**
   * Grafana.
   *
   * @param baseUrl http or https URL that its API is below
   */
  record InGrafana(URI baseUrl) implements AnnotationPlace {}
}
