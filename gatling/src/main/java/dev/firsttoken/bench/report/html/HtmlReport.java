package dev.firsttoken.bench.report.html;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firsttoken.bench.files.AtomicFile;
import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the results page with its data inside, as one file that needs no server. */
public final class HtmlReport {
  private static final JsonFactory JSON = new JsonFactory();

  private HtmlReport() {}

  /**
   * Writes the report and replaces the file in one step.
   *
   * @param results at least one
   * @throws UncheckedIOException naming the file if it can't be written
   */
  public static void write(ReportTemplate template, Path file, List<ReportedResult> results) {
    String page = format(template, results);
    try {
      AtomicFile.write(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.cannotWrite(file, e), e);
    }
  }

  static String format(ReportTemplate template, List<ReportedResult> results) {
    StringWriter data = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(data)) {
      out.writeStartObject();
      out.writeArrayFieldStart("results");
      Set<String> names = new HashSet<>();
      for (ReportedResult result : results) {
        write(result, uniqueName(result.name(), names), out);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a result is not JSON: " + FileErrors.invalidJson(e), e);
    }
    return template.head() + escapeForScript(data.toString()) + template.tail();
  }

  private static void write(ReportedResult result, String name, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeFieldName("result");
    copy(result.result(), out);
    if (result.comparison() != null) {
      out.writeFieldName("compare");
      copy(result.comparison(), out);
    }
    out.writeEndObject();
  }

  /** Copies without spaces between the values; numbers keep their digits. */
  private static void copy(String json, JsonGenerator out) throws IOException {
    try (JsonParser in = JSON.createParser(json)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token.isNumeric()) {
          out.writeNumber(in.getText());
        } else {
          out.copyCurrentEvent(in);
        }
      }
    }
  }

  private static String uniqueName(String name, Set<String> names) {
    String unique = name;
    for (int next = 2; !names.add(unique); next++) {
      unique = name + "-" + next;
    }
    return unique;
  }

  /**
   * Keeps the text of a result from ending its element. These characters stand only inside of JSON
   * strings, where the escaped ones mean the same.
   */
  private static String escapeForScript(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
