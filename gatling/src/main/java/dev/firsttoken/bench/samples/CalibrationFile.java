package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.files.AtomicFile;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.files.UserDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the calibration of this machine. */
public final class CalibrationFile {
  private static final String SCHEMA = "firsttoken.calibration/1";

  private CalibrationFile() {}

  /**
   * Returns the path in the user's state directory: {@code
   * $XDG_STATE_HOME/first-token/calibration.json}.
   */
  public static Path defaultPath(Map<String, String> environment) {
    return UserDirectories.state(environment).resolve("calibration.json");
  }

  /**
   * Reads a calibration.
   *
   * @return the calibration, or null if the file doesn't exist
   * @throws UncheckedIOException naming the file, if it is not a calibration
   */
  public static @Nullable Calibration read(Path file) {
    if (Files.notExists(file)) {
      return null;
    }
    try {
      JsonNode tree = RecordJson.MAPPER.readTree(Files.readAllBytes(file));
      if (!SCHEMA.equals(tree.path("schema").asText())) {
        throw new IOException("its schema is not " + SCHEMA);
      }
      return RecordJson.read(tree, Calibration.class);
    } catch (IOException e) {
      String reason = FileErrors.invalidJson(e);
      throw new UncheckedIOException(
          "%s is not a calibration: %s. Run ./bench calibrate to make one.".formatted(file, reason),
          e);
    }
  }

  /**
   * Writes a calibration. Replaces an earlier one and creates missing directories.
   *
   * @throws UncheckedIOException naming the file, if it can't be written
   */
  public static void write(Path file, Calibration calibration) {
    ObjectNode tree = RecordJson.MAPPER.createObjectNode().put("schema", SCHEMA);
    tree.setAll((ObjectNode) RecordJson.toTree(calibration));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      AtomicFile.write(file, tree.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.cannotWrite(file, e), e);
    }
  }
}
