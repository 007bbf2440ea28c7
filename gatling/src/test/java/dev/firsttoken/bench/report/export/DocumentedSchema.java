package dev.firsttoken.bench.report.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * JSON Schema of the documentation.
 *
 * @param json the schema itself
 */
public record DocumentedSchema(JsonNode json, Schema schema) {
  /** Reads a file in {@code docs/}. */
  public static DocumentedSchema read(String file) {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readString(Path.of("../docs", file)));
      return new DocumentedSchema(
          json,
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(json.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Validates a JSON text; empty if it is valid. */
  public List<String> errors(String text) {
    return schema.validate(text, InputFormat.JSON).stream().map(Error::toString).toList();
  }
}
