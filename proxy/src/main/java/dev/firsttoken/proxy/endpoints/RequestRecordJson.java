package dev.firsttoken.proxy.endpoints;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firsttoken.proxy.meter.RequestRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** JSON form of a {@link RequestRecord}. Times are in milliseconds with three decimals. */
final class RequestRecordJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MICROS_SCALE = 3;

  private RequestRecordJson() {}

  static byte[] encode(RequestRecord record) {
    // Not straight to UTF-8, for which half a surrogate pair in a model's name would be an error.
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", record.id());
      json.writeStringField("model", record.model());
      json.writeStringField("source", record.source() == null ? null : record.source().label());
      json.writeNumberField("status", record.status());
      json.writeStringField("ending", record.outcome().label());
      writeMillis(json, "ttft_ms", record.ttftMicros());
      writeMillis(json, "upstream_ms", record.upstreamMicros());
      writeMillis(json, "overhead_ms", record.overheadMicros());
      writeMillis(json, "duration_ms", OptionalLong.of(record.durationMicros()));
      json.writeNumberField("tokens", record.tokens());
      json.writeNumberField("bytes_out", record.bytesOut());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A string takes everything.
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeMillis(JsonGenerator json, String name, OptionalLong micros)
      throws IOException {
    if (micros.isPresent()) {
      json.writeNumberField(name, BigDecimal.valueOf(micros.getAsLong(), MICROS_SCALE));
    } else {
      json.writeNullField(name);
    }
  }
}
