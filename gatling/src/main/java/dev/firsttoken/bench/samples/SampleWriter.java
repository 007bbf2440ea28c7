package dev.firsttoken.bench.samples;

import static dev.firsttoken.bench.samples.Sample.NONE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of a sample file. Timestamps are written as differences, so that they stay
 * short: {@code send} from the header's start, the others of a sample from {@code send}, each event
 * from the one before. Values that are absent, zero or equal to {@code send} are left out.
 */
final class SampleWriter {
  /**
   * Escapes all non-ASCII characters, so that half a surrogate pair of a truncated text survives.
   */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .rootValueSeparator((String) null)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final JsonGenerator out;
  private final long startNanos;

  SampleWriter(OutputStream out, RunHeader header) throws IOException {
    this.out = JSON.createGenerator(out);
    this.out.setCodec(RecordJson.MAPPER);
    this.startNanos = header.startNanos();
    JsonValues.write(this.out, HeaderLine.format(header));
    endLine();
    flush();
  }

  void write(Entry entry) throws IOException {
    switch (entry) {
      case LevelBegin begin -> writeLevel("begins", begin.level(), begin.plan());
      case Sample sample -> write(sample);
      case LevelEnd end -> writeLevel("ends", end.level(), end);
      case Entry.TargetFailure failure -> write(failure);
    }
    endLine();
  }

  private void write(Entry.TargetFailure failure) throws IOException {
    out.writeStartObject();
    writeNumber("level", failure.level());
    writeText("target_failed", failure.target());
    writeText("reason", failure.reason());
    out.writeEndObject();
  }

  /**
   * Writes a record by reflection. This is slower than the code for samples, but levels are few.
   */
  private void writeLevel(String name, int index, Record value) throws IOException {
    out.writeStartObject();
    writeNumber("level", index);
    out.writeFieldName(name);
    out.writeTree(RecordJson.toTree(value));
    out.writeEndObject();
  }

  private void write(Sample sample) throws IOException {
    out.writeStartObject();
    writeNumber("level", sample.level());
    if (!sample.isMeasured()) {
      out.writeStringField("phase", sample.phase().label());
    }
    writeNumber("user", sample.user());
    writeStamps(sample);
    writeDifferences("events", sample.eventNanos(), sample.sendNanos());
    writeUnless(0, "reasoning", sample.reasoningEvents());
    writeUnless(0, "tool_calls", sample.toolCallEvents());
    writeUnless(-1, "first_answer", sample.firstOutputIndex());
    writeUnless(0, "status", sample.status());
    out.writeStringField("outcome", sample.outcome().label());
    writeText("detail", sample.detail());
    writeUnless(NONE, "tokens", sample.completionTokens());
    writeUnless(NONE, "prompt_tokens", sample.promptTokens());
    writeUnless(NONE, "cached_tokens", sample.cachedTokens());
    writeText("finish", sample.finishReason());
    writeUnless(NONE, "text_tokens", sample.textTokens());
    writeUnless(0, "bytes", sample.bytes());
    writeUnless(0, "reads", sample.reads());
    writeTriples(sample);
    switch (sample.reconnect()) {
      case NONE -> {}
      case REPLACED -> out.writeBooleanField("replaced", true);
      case RESENT -> out.writeBooleanField("resent", true);
    }
    writeUnless(0, "rest", sample.restNanos());
    writeIfTrue("no_last_event", sample.lenience().hasNoLastEvent());
    writeIfTrue("other_type", sample.lenience().isOfAnotherType());
    writeUnless(NONE, "asked_input", sample.asked().input());
    writeUnless(NONE, "asked_output", sample.asked().output());
    out.writeEndObject();
  }

  /** Writes the last line, which says how the run ended; none if it was interrupted. */
  void writeRunEnd(RunEnd end) throws IOException {
    if (end.equals(RunEnd.INTERRUPTED)) {
      return;
    }
    out.writeStartObject();
    if (end.isComplete()) {
      out.writeBooleanField("over", true);
    }
    writeText("stopped", end.stopReason());
    out.writeEndObject();
    endLine();
  }

  void flush() throws IOException {
    out.flush();
  }

  void close() throws IOException {
    out.close();
  }

  private void endLine() throws IOException {
    out.writeRaw('\n');
  }

  private void writeStamps(Sample sample) throws IOException {
    long send = sample.sendNanos();
    writeStamp("send", send, startNanos);
    if (sample.dueNanos() == NONE) {
      out.writeNullField("due");
    } else {
      writeUnless(0, "due", sample.dueNanos() - send);
    }
    writeStamp("write", sample.writeNanos(), send);
    writeStamp("head", sample.headersNanos(), send);
    writeStamp("end", sample.endNanos(), send);
  }

  private void writeStamp(String name, long nanos, long from) throws IOException {
    if (nanos != NONE) {
      out.writeNumberField(name, nanos - from);
    }
  }

  private void writeNumber(String name, long value) throws IOException {
    out.writeNumberField(name, value);
  }

  private void writeUnless(long omitted, String name, long value) throws IOException {
    if (value != omitted) {
      out.writeNumberField(name, value);
    }
  }

  private void writeIfTrue(String name, boolean value) throws IOException {
    if (value) {
      out.writeBooleanField(name, true);
    }
  }

  private void writeText(String name, @Nullable String value) throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  private void writeDifferences(String name, long[] nanos, long from) throws IOException {
    if (nanos.length == 0) {
      return;
    }
    out.writeArrayFieldStart(name);
    long previous = from;
    for (long stamp : nanos) {
      out.writeNumber(stamp - previous);
      previous = stamp;
    }
    out.writeEndArray();
  }

  /** Writes each due time from the one before, sent from due, and arrival from sent. */
  private void writeTriples(Sample sample) throws IOException {
    long[] stamps = sample.stamps();
    if (stamps.length == 0) {
      return;
    }
    out.writeArrayFieldStart("stamps");
    long due = sample.sendNanos();
    for (int i = 0; i < stamps.length; i += 3) {
      out.writeNumber(stamps[i] - due);
      out.writeNumber(stamps[i + 1] - stamps[i]);
      out.writeNumber(stamps[i + 2] - stamps[i + 1]);
      due = stamps[i];
    }
    out.writeEndArray();
  }
}
