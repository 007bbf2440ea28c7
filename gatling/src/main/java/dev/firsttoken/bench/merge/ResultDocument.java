package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.result.Result;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The text of a result, as a file has it.
 *
 * @param command name of the command that it comes from; empty if the result does not name it
 */
public record ResultDocument(String json, String command) {
  /** Longest text that is read, in bytes. */
  public static final long MAX_BYTES = 64L << 20;

  /** Schema of a result of {@code wrk2}. */
  static final String WRK_SCHEMA = "firsttoken.wrk/1";

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException one sentence: the file, and why it is no result
   */
  public static ResultDocument read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(
            "%s is no result that can be shown: it has more than 64 MiB".formatted(file));
      }
      String json = Files.readString(file);
      return new ResultDocument(json, command(file, json));
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(file + " is not a result: it is not UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read: " + FileErrors.reason(e), e);
    }
  }

  /** Reads all of the JSON, so that none that ends early gets into a report. */
  private static String command(Path file, String json) {
    String schema = "missing";
    String command = "";
    try (JsonParser in = JSON.createParser(json)) {
      boolean isObject = in.nextToken() == JsonToken.START_OBJECT;
      while (isObject && in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        if (name.equals("schema")) {
          schema = in.getText();
        } else if (name.equals("command")) {
          command = in.getText();
        }
        in.skipChildren();
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + " is not a result: " + FileErrors.invalidJson(e), e);
    }
    if (!schema.equals(Result.SCHEMA) && !schema.equals(WRK_SCHEMA)) {
      throw new IllegalArgumentException(
          "%s: its schema is %s, but this version reads %s and %s"
              .formatted(file, schema, Result.SCHEMA, WRK_SCHEMA));
    }
    return command;
  }
}
