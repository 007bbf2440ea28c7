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
 * The lines of a sample file. Stamps are written as differences, so that they stay short: {@code
 * send} from the header's start, the others of a sample from {@code send}, each event from the one
 * before. What is absent, zero or the same as {@code send} is left out.
 */
final class SampleWriter {
  /** Escapes what is no ASCII: half a character, as a cut text may end in, then survives. */
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
    JsonValues.write(this.out, HeaderLine.of(header));
    endLine();
    flush();
  }

  void write(Entry entry) throws IOException {
    switch (entry) {
      case LevelBegin begin -> level("begins", begin.level(), begin.plan());
      case Sample sample -> write(sample);
      case LevelEnd end -> level("ends", end.level(), end);
    }
    endLine();
  }

  /** The few lines of a level as their records are; only samples are many. */
  private void level(String what, int index, Record facts) throws IOException {
    out.writeStartObject();
    count("level", index);
    out.writeFieldName(what);
    out.writeTree(RecordJson.toTree(facts));
    out.writeEndObject();
  }

  private void write(Sample sample) throws IOException {
    out.writeStartObject();
    count("level", sample.level());
    if (!sample.measured()) {
      out.writeStringField("phase", sample.phase().label());
    }
    count("user", sample.user());
    stamps(sample);
    differences("events", sample.eventNanos(), sample.sendNanos());
    unless(0, "reasoning", sample.reasoningEvents());
    unless(0, "tool_calls", sample.toolCallEvents());
    unless(-1, "first_answer", sample.firstAnswer());
    unless(0, "status", sample.status());
    out.writeStringField("outcome", sample.outcome().label());
    text("detail", sample.detail());
    unless(NONE, "tokens", sample.completionTokens());
    unless(NONE, "prompt_tokens", sample.promptTokens());
    text("finish", sample.finishReason());
    unless(NONE, "text_tokens", sample.textTokens());
    unless(0, "bytes", sample.bytes());
    unless(0, "reads", sample.reads());
    triples(sample);
    out.writeEndObject();
  }

  /** The last line, of a run that was not interrupted. */
  void over() throws IOException {
    out.writeStartObject();
    out.writeBooleanField("over", true);
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

  private void stamps(Sample sample) throws IOException {
    long send = sample.sendNanos();
    stamp("send", send, startNanos);
    if (sample.dueNanos() == NONE) {
      out.writeNullField("due");
    } else {
      unless(0, "due", sample.dueNanos() - send);
    }
    stamp("write", sample.writeNanos(), send);
    stamp("head", sample.headNanos(), send);
    stamp("end", sample.endNanos(), send);
  }

  private void stamp(String name, long nanos, long from) throws IOException {
    if (nanos != NONE) {
      out.writeNumberField(name, nanos - from);
    }
  }

  private void count(String name, long value) throws IOException {
    out.writeNumberField(name, value);
  }

  private void unless(long usual, String name, long value) throws IOException {
    if (value != usual) {
      out.writeNumberField(name, value);
    }
  }

  private void text(String name, @Nullable String value) throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  private void differences(String name, long[] nanos, long from) throws IOException {
    if (nanos.length == 0) {
      return;
    }
    out.writeArrayFieldStart(name);
    long before = from;
    for (long stamp : nanos) {
      out.writeNumber(stamp - before);
      before = stamp;
    }
    out.writeEndArray();
  }

  /** due from the due before it, sent from due, arrival from sent: lateness and transit as such. */
  private void triples(Sample sample) throws IOException {
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
