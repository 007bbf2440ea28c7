package dev.firsttoken.proxy.exchange;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.firsttoken.proxy.exchange.ChatRequest.Gap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one {@link ChatRequest}: token by token, no tree. Used once. */
final class ChatParser {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Interning would hand the JVM's table of strings to whoever sends field names.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(ChatRequest.DEEPEST)
                  // The body itself is bounded; so the depth is the one limit that can be met.
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();
  private static final int LONGEST_SHOWN = 40;
  private static final Map<String, Knob> KNOBS = new HashMap<>();

  static {
    for (Knob knob : Knob.values()) {
      KNOBS.put(knob.field, knob);
    }
  }

  private final Route route;
  private final ChatDefaults defaults;
  private final Set<String> seen = new HashSet<>();
  private boolean stream;
  private boolean includeUsage;
  private Knobs knobs;
  private boolean reasoningGiven;
  private @Nullable String model;
  private @Nullable Gap gap;
  private @Nullable ChatError badKnob;

  ChatParser(Route route, ChatDefaults defaults) {
    this.route = route;
    this.defaults = defaults;
    this.knobs = defaults.knobs();
  }

  ChatRequest parse(ByteBuf body, long headReadNanos) {
    requireObject(body);
    try (JsonParser in =
        JSON.createParser((InputStream) new ByteBufInputStream(body.duplicate()))) {
      fields(in);
    } catch (StreamConstraintsException e) {
      throw ChatError.badRequest(
          null, "The body must be nested %d deep at most.".formatted(ChatRequest.DEEPEST));
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw ChatError.badRequest(
          null,
          "The body is not valid JSON%s."
              .formatted(at == null ? "" : ": see byte " + at.getByteOffset()));
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory was not read", e);
    }
    String asked = model == null ? defaults.model() : model;
    boolean synthetic =
        defaults.alone() || (route == Route.CHAT && asked.equals(ChatRequest.SYNTHETIC));
    return new ChatRequest(
        route,
        headReadNanos,
        body.readableBytes(),
        stream,
        model,
        includeUsage,
        synthetic,
        synthetic ? knobs() : defaults.knobs(),
        gap);
  }

  /** By its first byte; what is in UTF-16 or UTF-32 has a zero among the first four. */
  private static void requireObject(ByteBuf body) {
    int at = body.forEachByte(b -> b == ' ' || b == '\t' || b == '\n' || b == '\r');
    if (at < 0) {
      throw ChatError.badRequest(null, "The body is empty: it must be a JSON object.");
    }
    if ((body.getByte(at) & 0xff) == 0xef) {
      throw ChatError.badRequest(
          null, "The body must be a JSON object in UTF-8 without a byte order mark.");
    }
    int head = Math.min(4, body.readableBytes());
    boolean wide = body.indexOf(body.readerIndex(), body.readerIndex() + head, (byte) 0) >= 0;
    if (body.getByte(at) != '{' || wide) {
      throw ChatError.badRequest(null, "The body must be a JSON object in UTF-8.");
    }
  }

  private void fields(JsonParser in) throws IOException {
    in.nextToken();
    int inside = (int) in.currentTokenLocation().getByteOffset() + 1;
    boolean empty = true;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      empty = false;
      String name = in.currentName();
      in.nextToken();
      field(in, name);
    }
    if (in.nextToken() != null) {
      throw ChatError.badRequest(null, "The body must end with its JSON object.");
    }
    if (!seen.contains("model")) {
      gap = new Gap(inside, inside, "\"model\":", empty ? "" : ",");
    }
  }

  private void field(JsonParser in, String name) throws IOException {
    Knob knob = KNOBS.get(name);
    if (knob != null) {
      once(name);
      knob(in, knob);
      return;
    }
    switch (name) {
      case "model" -> {
        once(name);
        model(in);
      }
      case "stream" -> {
        once(name);
        stream = bool(in, name, false);
      }
      case "stream_options" -> {
        once(name);
        streamOptions(in);
      }
      case "stamp" -> {
        once(name);
        stamp(in);
      }
      default -> in.skipChildren();
    }
  }

  /** Of two, upstream may take the other one. */
  private void once(String name) {
    if (!seen.add(name)) {
      throw ChatError.badRequest(name, name + " must stand once in the body, not twice.");
    }
  }

  private void model(JsonParser in) throws IOException {
    int at = (int) in.currentTokenLocation().getByteOffset();
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      gap = new Gap(at, at + 4, "", "");
      return;
    }
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw ChatError.badRequest("model", "model must be a string, not " + shown(in) + ".");
    }
    int length = in.getTextLength();
    if (length > ChatRequest.LONGEST_MODEL) {
      throw ChatError.badRequest(
          "model",
          "model must be a string of at most %d characters, not %d."
              .formatted(ChatRequest.LONGEST_MODEL, length));
    }
    if (length == 0) {
      gap = new Gap(at, at + 2, "", "");
    } else {
      model = in.getText();
    }
  }

  private void streamOptions(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw ChatError.badRequest(
          "stream_options", "stream_options must be an object, not " + shown(in) + ".");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals("include_usage")) {
        once("stream_options.include_usage");
        includeUsage = bool(in, "stream_options.include_usage", false);
      } else {
        in.skipChildren();
      }
    }
  }

  private void stamp(JsonParser in) throws IOException {
    try {
      knobs = knobs.stamped(bool(in, "stamp", knobs.stamp()));
    } catch (ChatError e) {
      refuse(e);
    }
  }

  private void knob(JsonParser in, Knob knob) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && knob.takes(in.getIntValue())) {
      knobs = knobs.with(knob, in.getIntValue());
      reasoningGiven |= knob == Knob.REASONING_FRAMES;
      return;
    }
    refuse(ChatError.badRequest(knob.field, knob.refusal(knob.field, shown(in))));
  }

  /** Holds only for a synthetic request, and the model may come later in the body. */
  private void refuse(ChatError error) {
    if (badKnob == null) {
      badKnob = error;
    }
  }

  private Knobs knobs() {
    if (badKnob != null) {
      throw badKnob;
    }
    int frames = knobs.frames();
    int reasoning = knobs.reasoningFrames();
    if (reasoning > frames && reasoningGiven) {
      throw ChatError.badRequest(
          Knob.REASONING_FRAMES.field,
          "reasoning_frames must be an integer from 0 to frames, here %d, not %d."
              .formatted(frames, reasoning));
    }
    // A default that these frames are too few for is not the request's fault.
    return knobs.with(Knob.REASONING_FRAMES, Math.min(reasoning, frames));
  }

  private static boolean bool(JsonParser in, String name, boolean absent) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> absent;
      default ->
          throw ChatError.badRequest(name, name + " must be true or false, not " + shown(in) + ".");
    };
  }

  /** A value for people, in brief; of an object or array, which is passed over, only the kind. */
  private static String shown(JsonParser in) throws IOException {
    if (in.currentToken().isStructStart()) {
      String kind = in.currentToken() == JsonToken.START_OBJECT ? "an object" : "an array";
      in.skipChildren();
      return kind;
    }
    String text = in.getText();
    String brief = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    return in.currentToken() == JsonToken.VALUE_STRING ? '"' + brief + '"' : brief;
  }
}
