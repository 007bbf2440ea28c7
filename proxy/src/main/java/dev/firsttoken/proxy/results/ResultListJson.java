package dev.firsttoken.proxy.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON form of the list of results. */
final class ResultListJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ResultListJson() {}

  static byte[] encode(ResultIndex.Page page) {
    // Not straight to UTF-8, for which half a surrogate pair in a model's name would be an error.
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("results");
      for (ListedResult result : page.results()) {
        write(result, json);
      }
      json.writeEndArray();
      json.writeNumberField("total", page.total());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A string takes everything.
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ListedResult result, JsonGenerator json) throws IOException {
    ListedResult.Header header = result.header();
    json.writeStartObject();
    json.writeStringField("id", result.id());
    json.writeStringField("kind", header == null ? null : header.kind());
    json.writeStringField("started_at", header == null ? null : header.startedAt());
    json.writeStringField("url", header == null ? null : header.url());
    json.writeStringField("model", header == null ? null : header.model());
    json.writeArrayFieldStart("targets");
    if (header != null) {
      for (String target : header.targets()) {
        json.writeString(target);
      }
    }
    json.writeEndArray();
    Integer levels = header == null ? null : header.levels();
    if (levels == null) {
      json.writeNullField("levels");
    } else {
      json.writeNumberField("levels", levels);
    }
    if (header == null) {
      json.writeNullField("partial");
      json.writeNullField("valid");
    } else {
      json.writeBooleanField("partial", header.partial());
      json.writeBooleanField("valid", header.valid());
    }
    json.writeNumberField("bytes", result.bytes());
    json.writeBooleanField("compare", result.hasComparison());
    json.writeStringField("error", result.error());
    json.writeEndObject();
  }
}
