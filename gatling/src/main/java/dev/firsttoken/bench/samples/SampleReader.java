package dev.firsttoken.bench.samples;

import static dev.firsttoken.bench.samples.Sample.NONE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the lines that {@link SampleWriter} writes; keys that it does not know are passed over. */
final class SampleReader {
  private static final Map<String, Outcome> OUTCOMES = new HashMap<>();

  static {
    for (Outcome outcome : Outcome.values()) {
      OUTCOMES.put(outcome.label(), outcome);
    }
  }

  private final long startNanos;
  private int begun;
  private boolean over;
  private long[] differences = new long[1024];

  // What has been read of the current line; differences stay what they are until the line's end,
  // since keys may come in any order.
  private int level;
  private Phase phase = Phase.MEASURED;
  private long user;
  private long send;
  private long due;
  private long write;
  private long head;
  private long end;
  private long[] events = {};
  private int reasoning;
  private int toolCalls;
  private int firstAnswer;
  private int status;
  private @Nullable Outcome outcome;
  private @Nullable String detail;
  private long tokens;
  private long promptTokens;
  private @Nullable String finish;
  private long bytes;
  private int reads;
  private long[] stamps = {};
  private long textTokens;
  private boolean last;
  private @Nullable Level begins;
  private @Nullable LevelEnd ends;

  SampleReader(RunHeader header) {
    this.startNanos = header.startNanos();
  }

  /**
   * Null where the line says that the run is {@link #over}.
   *
   * @throws IOException where the line holds no sample, with what is wrong in its message
   */
  @Nullable Entry read(JsonParser in) throws IOException {
    clear();
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      field(name, in);
    }
    if (in.nextToken() != null) {
      throw new IOException("more than one JSON object");
    }
    if (last) {
      over = true;
      return null;
    }
    Entry entry = entry();
    int expected = entry instanceof LevelBegin ? begun : begun - 1;
    if (entry.level() != expected) {
      throw new IOException("level %d, where %d is expected".formatted(entry.level(), expected));
    }
    begun += entry instanceof LevelBegin ? 1 : 0;
    return entry;
  }

  /** The line that was read last says that the run came to its end. */
  boolean over() {
    return over;
  }

  private Entry entry() throws IOException {
    if (begins != null) {
      return new LevelBegin(level, begins);
    }
    return ends != null ? ends : sample();
  }

  private void clear() {
    over = false;
    last = false;
    level = -1;
    phase = Phase.MEASURED;
    begins = null;
    ends = null;
    textTokens = NONE;
    user = 0;
    send = NONE;
    due = 0;
    write = NONE;
    head = NONE;
    end = NONE;
    events = new long[0];
    reasoning = 0;
    toolCalls = 0;
    firstAnswer = -1;
    status = 0;
    outcome = null;
    detail = null;
    tokens = NONE;
    promptTokens = NONE;
    finish = null;
    bytes = 0;
    reads = 0;
    stamps = new long[0];
  }

  private void field(String name, JsonParser in) throws IOException {
    switch (name) {
      case "over" -> last = in.getBooleanValue();
      case "level" -> level = in.getIntValue();
      case "begins" -> begins = RecordJson.read(in.readValueAsTree(), Level.class);
      case "ends" -> ends = RecordJson.read(in.readValueAsTree(), LevelEnd.class);
      case "phase" -> phase = phase(in.getText());
      case "user" -> user = in.getLongValue();
      case "send" -> send = in.getLongValue();
      case "due" -> due = in.currentToken() == JsonToken.VALUE_NULL ? NONE : in.getLongValue();
      case "write" -> write = in.getLongValue();
      case "head" -> head = in.getLongValue();
      case "end" -> end = in.getLongValue();
      case "events" -> events = array(in);
      case "reasoning" -> reasoning = in.getIntValue();
      case "tool_calls" -> toolCalls = in.getIntValue();
      case "first_answer" -> firstAnswer = in.getIntValue();
      case "status" -> status = in.getIntValue();
      case "outcome" -> outcome = outcome(in.getText());
      case "detail" -> detail = in.getText();
      case "tokens" -> tokens = in.getLongValue();
      case "prompt_tokens" -> promptTokens = in.getLongValue();
      case "finish" -> finish = in.getText();
      case "text_tokens" -> textTokens = in.getLongValue();
      case "bytes" -> bytes = in.getLongValue();
      case "reads" -> reads = in.getIntValue();
      case "stamps" -> stamps = array(in);
      default -> in.skipChildren();
    }
  }

  private static Phase phase(String label) throws IOException {
    for (Phase phase : Phase.values()) {
      if (phase.label().equals(label)) {
        return phase;
      }
    }
    throw new IOException("unknown phase: " + label);
  }

  private static Outcome outcome(String label) throws IOException {
    Outcome outcome = OUTCOMES.get(label);
    if (outcome == null) {
      throw new IOException("unknown outcome: " + label);
    }
    return outcome;
  }

  private long[] array(JsonParser in) throws IOException {
    int length = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (length == differences.length) {
        differences = Arrays.copyOf(differences, 2 * length);
      }
      differences[length++] = in.getLongValue();
    }
    return Arrays.copyOf(differences, length);
  }

  private Sample sample() throws IOException {
    Outcome ending = outcome;
    if (ending == null || send == NONE || end == NONE) {
      throw new IOException("no outcome, send or end");
    }
    if (ending == Outcome.OK && events.length == 0) {
      throw new IOException("outcome ok without an event");
    }
    if (firstAnswer >= events.length || stamps.length % 3 != 0) {
      throw new IOException(
          "first_answer %d of %d events, %d stamps"
              .formatted(firstAnswer, events.length, stamps.length));
    }
    send += startNanos;
    addUp(events);
    addUpTriples(stamps);
    return new Sample(
        level,
        phase,
        user,
        due == NONE ? NONE : send + due,
        send,
        fromSend(write),
        fromSend(head),
        events,
        reasoning,
        toolCalls,
        firstAnswer,
        fromSend(end),
        status,
        ending,
        detail,
        tokens,
        promptTokens,
        finish,
        textTokens,
        bytes,
        reads,
        stamps);
  }

  private long fromSend(long difference) {
    return difference == NONE ? NONE : send + difference;
  }

  private void addUp(long[] nanos) {
    long before = send;
    for (int i = 0; i < nanos.length; i++) {
      before += nanos[i];
      nanos[i] = before;
    }
  }

  private void addUpTriples(long[] nanos) {
    long due = send;
    for (int i = 0; i < nanos.length; i += 3) {
      due += nanos[i];
      nanos[i] = due;
      nanos[i + 1] += due;
      nanos[i + 2] += nanos[i + 1];
    }
  }
}
