package dev.firsttoken.bench.annotate;

import dev.firsttoken.bench.files.AtomicFile;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.options.value.AnnotationPlace;
import dev.firsttoken.bench.options.value.AnnotationPlace.InFile;
import dev.firsttoken.bench.options.value.AnnotationPlace.InGrafana;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes the annotation of a run to its place. */
public final class AnnotationWriter {
  /** Variable with the token of a service account of Grafana. */
  public static final String TOKEN_VARIABLE = GrafanaClient.TOKEN_VARIABLE;

  private AnnotationWriter() {}

  /**
   * Writes an annotation. If that fails, a message on {@code err} says so.
   *
   * @param token bearer token for Grafana, or null for none
   * @return true if it was written
   */
  public static boolean write(
      RunAnnotation annotation, AnnotationPlace place, @Nullable String token, PrintStream err) {
    String problem =
        switch (place) {
          case InFile file -> writeFile(annotation, file.file());
          case InGrafana grafana ->
              new GrafanaClient(grafana.baseUrl(), token).annotate(annotation.toJson());
        };
    if (problem != null) {
      err.println("bench: the annotation was not written: " + problem);
    }
    return problem == null;
  }

  private static @Nullable String writeFile(RunAnnotation annotation, Path file) {
    try {
      AtomicFile.write(file, annotation.toJson() + "\n");
      return null;
    } catch (IOException e) {
      return FileErrors.cannotWrite(file, e);
    }
  }
}
