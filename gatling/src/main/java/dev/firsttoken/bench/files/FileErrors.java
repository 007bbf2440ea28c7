package dev.firsttoken.bench.files;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Sentences about files, without the names of Java's exceptions. */
public final class FileErrors {
  private FileErrors() {}

  /** Returns a sentence that names the file and the reason. */
  public static String cannotWrite(Path file, IOException e) {
    return "%s can't be written: %s".formatted(file, reason(e));
  }

  /** Returns the reason alone: that of the operating system, if it gave one. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied for " + denied.getFile();
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case NotDirectoryException file -> file.getFile() + " is not a directory";
      case FileSystemException other when other.getReason() != null ->
          other.getReason() + " (" + other.getFile() + ")";
      case FileSystemException other -> other.getFile() + " is in the way";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  /** Describes in half a sentence why a file can't be read, with the position of the error. */
  public static String invalidJson(IOException e) {
    return switch (e) {
      case JsonEOFException truncated ->
          "the JSON is incomplete, it ends in line " + lineNumber(truncated);
      case JsonParseException invalid -> "invalid JSON at " + describeLocation(invalid);
      case JsonProcessingException other -> other.getOriginalMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String describeLocation(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static int lineNumber(JsonProcessingException e) {
    return e.getLocation().getLineNr();
  }
}
