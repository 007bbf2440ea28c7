package dev.firsttoken.bench.samples;

import static dev.firsttoken.bench.samples.Sample.NONE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firsttoken.bench.samples.Sample.Lenience;
import dev.firsttoken.bench.samples.Sample.Reconnect;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the lines that {@link SampleWriter} writes. Unknown keys are ignored. */
final class SampleReader {
  private static final Map<String, Outcome> OUTCOMES = new HashMap<>();

  static {
    for (Outcome outcome : Outcome.values()) {
      OUTCOMES.put(outcome.label(), outcome);
    }
  }

  private final long startNanos;
  private int startedLevels;

  /** Kind of the level that began last. */
  private RequestKind kind = RequestKind.CHAT;

  private @Nullable RunEnd runEnd;
  private long[] buffer = new long[1024];

  // Fields of the current line. Times stay differences until the line's end, because keys may come
  // in any order.
  private int level;
  private Phase phase = Phase.MEASURED;
  private long user;
  private long send;
  private long due;
  private long write;
  private long headers;
  private long end;
  private long[] events = {};
  private int reasoning;
  private int toolCalls;
  private int firstOutputIndex;
  private int status;
  private @Nullable Outcome outcome;
  private @Nullable String detail;
  private long completionTokens;
  private long promptTokens;
  private @Nullable String finishReason;
  private long bytes;
  private int reads;
  private long[] stamps = {};
  private Reconnect reconnect = Reconnect.NONE;
  private long rest;
  private long cachedTokens;
  private boolean noLastEvent;
  private boolean otherType;
  private long textTokens;
  private long askedInput;
  private long askedOutput;
  private @Nullable RunEnd runEndLine;
  private @Nullable Level levelPlan;
  private @Nullable LevelEnd levelEnd;
  private @Nullable String failedTarget;
  private @Nullable String failureReason;

  SampleReader(RunHeader header) {
    this.startNanos = header.startNanos();
  }

  /**
   * Reads one line.
   *
   * @return the entry, or null if the line marks the end of the run
   * @throws IOException describing the error, if the line is not an entry
   */
  @Nullable Entry read(JsonParser in) throws IOException {
    clear();
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("it is not a JSON object");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      readField(name, in);
    }
    if (in.nextToken() != null) {
      throw new IOException("it has more than one JSON object");
    }
    if (runEndLine != null) {
      runEnd = runEndLine;
      return null;
    }
    Entry entry = toEntry();
    if (entry instanceof Entry.TargetFailure) {
      return entry; // Noticed beside the load, maybe between two levels.
    }
    int expected = entry instanceof LevelBegin ? startedLevels : startedLevels - 1;
    if (entry.level() != expected) {
      throw new IOException("level is %d, but must be %d".formatted(entry.level(), expected));
    }
    if (entry instanceof LevelBegin begin) {
      startedLevels++;
      kind = begin.plan().kind();
    }
    return entry;
  }

  /** Returns how the run ended, by the last line that was read; null if it does not say. */
  @Nullable RunEnd runEnd() {
    return runEnd;
  }

  private Entry toEntry() throws IOException {
    if (levelPlan != null) {
      return new LevelBegin(level, levelPlan);
    }
    if (failedTarget != null) {
      return new Entry.TargetFailure(level, failedTarget, String.valueOf(failureReason));
    }
    return levelEnd != null ? levelEnd : toSample();
  }

  private void clear() {
    runEnd = null;
    runEndLine = null;
    level = -1;
    phase = Phase.MEASURED;
    levelPlan = null;
    levelEnd = null;
    failedTarget = null;
    failureReason = null;
    textTokens = NONE;
    user = 0;
    send = NONE;
    due = 0;
    write = NONE;
    headers = NONE;
    end = NONE;
    events = new long[0];
    reasoning = 0;
    toolCalls = 0;
    firstOutputIndex = -1;
    status = 0;
    outcome = null;
    detail = null;
    completionTokens = NONE;
    promptTokens = NONE;
    finishReason = null;
    bytes = 0;
    reads = 0;
    stamps = new long[0];
    reconnect = Reconnect.NONE;
    rest = 0;
    cachedTokens = NONE;
    noLastEvent = false;
    otherType = false;
    askedInput = NONE;
    askedOutput = NONE;
  }

  private void readField(String name, JsonParser in) throws IOException {
    switch (name) {
      case "over" -> runEndLine = in.getBooleanValue() ? RunEnd.COMPLETE : null;
      case "stopped" -> runEndLine = RunEnd.stopped(in.getText());
      case "level" -> level = in.getIntValue();
      case "begins" -> levelPlan = RecordJson.readLevel(in.readValueAsTree());
      case "ends" -> levelEnd = RecordJson.read(in.readValueAsTree(), LevelEnd.class);
      case "target_failed" -> failedTarget = in.getText();
      case "reason" -> failureReason = in.getText();
      case "phase" -> phase = parsePhase(in.getText());
      case "user" -> user = in.getLongValue();
      case "send" -> send = in.getLongValue();
      case "due" -> due = in.currentToken() == JsonToken.VALUE_NULL ? NONE : in.getLongValue();
      case "write" -> write = in.getLongValue();
      case "head" -> headers = in.getLongValue();
      case "end" -> end = in.getLongValue();
      case "events" -> events = readArray(in);
      case "reasoning" -> reasoning = in.getIntValue();
      case "tool_calls" -> toolCalls = in.getIntValue();
      case "first_answer" -> firstOutputIndex = in.getIntValue();
      case "status" -> status = in.getIntValue();
      case "outcome" -> outcome = parseOutcome(in.getText());
      case "detail" -> detail = in.getText();
      case "tokens" -> completionTokens = in.getLongValue();
      case "prompt_tokens" -> promptTokens = in.getLongValue();
      case "cached_tokens" -> cachedTokens = in.getLongValue();
      case "finish" -> finishReason = in.getText();
      case "text_tokens" -> textTokens = in.getLongValue();
      case "bytes" -> bytes = in.getLongValue();
      case "reads" -> reads = in.getIntValue();
      case "stamps" -> stamps = readArray(in);
      case "replaced" -> reconnect = in.getBooleanValue() ? Reconnect.REPLACED : reconnect;
      case "resent" -> reconnect = in.getBooleanValue() ? Reconnect.RESENT : reconnect;
      case "rest" -> rest = in.getLongValue();
      case "no_last_event" -> noLastEvent = in.getBooleanValue();
      case "other_type" -> otherType = in.getBooleanValue();
      case "asked_input" -> askedInput = in.getLongValue();
      case "asked_output" -> askedOutput = in.getLongValue();
      default -> in.skipChildren();
    }
  }

  private static Phase parsePhase(String label) throws IOException {
    for (Phase phase : Phase.values()) {
      if (phase.label().equals(label)) {
        return phase;
      }
    }
    throw new IOException("unknown phase: " + label);
  }

  private static Outcome parseOutcome(String label) throws IOException {
    Outcome outcome = OUTCOMES.get(label);
    if (outcome == null) {
      throw new IOException("unknown outcome: " + label);
    }
    return outcome;
  }

  private long[] readArray(JsonParser in) throws IOException {
    int length = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * length);
      }
      buffer[length++] = in.getLongValue();
    }
    return Arrays.copyOf(buffer, length);
  }

  private Sample toSample() throws IOException {
    Outcome requiredOutcome = requireConsistent();
    send += startNanos;
    accumulate(events);
    accumulateTriples(stamps);
    return new Sample(
        level,
        phase,
        user,
        due == NONE ? NONE : send + due,
        send,
        Sample.move(write, send),
        Sample.move(headers, send),
        events,
        reasoning,
        toolCalls,
        firstOutputIndex,
        Sample.move(end, send),
        status,
        requiredOutcome,
        detail,
        completionTokens,
        promptTokens,
        finishReason,
        textTokens,
        bytes,
        reads,
        stamps,
        reconnect,
        rest,
        cachedTokens,
        new Lenience(noLastEvent, otherType),
        new AskedTokens(askedInput, askedOutput));
  }

  /**
   * Checks the fields of a sample against each other.
   *
   * @return the outcome
   */
  private Outcome requireConsistent() throws IOException {
    Outcome given = outcome;
    if (given == null || send == NONE || end == NONE) {
      throw new IOException("outcome, send or end is missing");
    }
    if (given == Outcome.OK && kind == RequestKind.CHAT && events.length == 0) {
      throw new IOException("outcome is ok, but there are no events");
    }
    if (given == Outcome.OK && kind != RequestKind.CHAT && headers == NONE) {
      throw new IOException("outcome is ok, but head is missing");
    }
    if (firstOutputIndex >= events.length) {
      throw new IOException(
          "first_answer is %d, but there are %d events".formatted(firstOutputIndex, events.length));
    }
    if (stamps.length % 3 != 0) {
      throw new IOException(
          "stamps has %d numbers, which is not a multiple of 3".formatted(stamps.length));
    }
    return given;
  }

  private void accumulate(long[] nanos) {
    long previous = send;
    for (int i = 0; i < nanos.length; i++) {
      previous += nanos[i];
      nanos[i] = previous;
    }
  }

  private void accumulateTriples(long[] nanos) {
    long due = send;
    for (int i = 0; i < nanos.length; i += 3) {
      due += nanos[i];
      nanos[i] = due;
      nanos[i + 1] += due;
      nanos[i + 2] += nanos[i + 1];
    }
  }
}
