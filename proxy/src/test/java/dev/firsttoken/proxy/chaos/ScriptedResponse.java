package dev.firsttoken.proxy.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Response of the upstream without a fault in transit.
 *
 * @param streamed true if the request is for a stream
 * @param headers status line and headers, including the blank line
 * @param parts parts of the body, with their framing
 * @param body body without framing
 */
@SuppressWarnings("ArrayRecordComponent") // sent and read, never compared as a record
record ScriptedResponse(boolean streamed, String headers, List<byte[]> parts, byte[] body) {
  private static final String DONE = "data: [DONE]\n\n";
  private static final String STREAM_HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  /** Builds the response for a variant of a fault. */
  static ScriptedResponse create(Fault fault, int variant, Random random) {
    return switch (fault) {
      case NONE -> healthy(variant, random);
      case RESET_MID_STREAM ->
          variant < 2 ? stream(random) : variant == 2 ? json(random) : untilClose(random);
      case STALL -> variant < 3 ? stream(random) : json(random);
      case DRIBBLE -> variant == 0 ? stream(random) : json(random);
      case WRONG_LENGTH -> wrongLength(variant, random);
      case GZIP -> gzip(random);
      case TOO_MANY_REQUESTS -> tooManyRequests(random);
      case REFUSE, BLACKHOLE, RESET_BEFORE_HEADERS, GARBAGE, HUGE_HEADERS, SLOW_LOOKUP ->
          stream(random);
    };
  }

  /** Builds a chunked stream with one event in each chunk. */
  static ScriptedResponse stream(Random random) {
    return chunked("", events(random, true, DONE));
  }

  byte[] toBytes() {
    return join(0, parts.size());
  }

  /** Returns the headers and the first parts. */
  byte[] toBytes(int parts) {
    return join(0, parts);
  }

  private byte[] join(int from, int to) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(bytes(headers));
    parts.subList(from, to).forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  private static ScriptedResponse healthy(int variant, Random random) {
    return switch (variant) {
      case 0 -> stream(random);
      case 1 -> chunked("", events(random, false, DONE));
      case 2 -> json(random);
      case 3 -> untilClose(random);
      case 4 -> chunked("", events(random, true, ""));
      case 5 -> chunked("", events(random, false, "data: {\"error\":{\"message\":\"x\"}}\n\n"));
      case 6 -> chunked("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", events(random, true, DONE));
      default -> throw new IllegalArgumentException("no variant " + variant);
    };
  }

  private static ScriptedResponse wrongLength(int variant, Random random) {
    List<String> events = events(random, true, DONE);
    byte[] full = bytes(String.join("", events));
    ScriptedResponse json = json(random);
    String type = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    int length = json.body.length;
    return switch (variant) {
      case 0 ->
          new ScriptedResponse(true, STREAM_HEADERS + length(full.length + 7), List.of(full), full);
      case 1 -> new ScriptedResponse(false, type + length(length + 1), json.parts, json.body);
      case 2 ->
          new ScriptedResponse(
              false, type + length(length), List.of(json.body, bytes("{}\r\n\r\n")), json.body);
      case 3 ->
          new ScriptedResponse(
              true, STREAM_HEADERS + "Content-Length: 9\r\n" + CHUNKED, List.of(), full);
      case 4 ->
          new ScriptedResponse(
              false, type + "Content-Length: 9\r\n" + length(length), json.parts, json.body);
      case 5 -> {
        int cut = full.length - DONE.length();
        byte[] first = java.util.Arrays.copyOf(full, cut);
        yield new ScriptedResponse(true, STREAM_HEADERS + length(cut), List.of(full), first);
      }
      default -> throw new IllegalArgumentException("no variant " + variant);
    };
  }

  private static ScriptedResponse chunked(String before, List<String> events) {
    List<byte[]> parts = new ArrayList<>();
    events.forEach(event -> parts.add(chunk(bytes(event))));
    parts.add(bytes("0\r\n\r\n"));
    String body = String.join("", events);
    return new ScriptedResponse(true, before + STREAM_HEADERS + CHUNKED, parts, bytes(body));
  }

  private static ScriptedResponse untilClose(Random random) {
    List<String> events = events(random, true, DONE);
    List<byte[]> parts = events.stream().map(ScriptedResponse::bytes).toList();
    return new ScriptedResponse(
        true, STREAM_HEADERS + "\r\n", parts, bytes(String.join("", events)));
  }

  private static ScriptedResponse json(Random random) {
    String json =
        "{\"choices\":[{\"message\":{\"content\":\"%s\"}}],\"usage\":{\"completion_tokens\":%d}}"
            .formatted("wörd ".repeat(random.nextInt(1, 50)), random.nextInt(1, 100));
    byte[] body = bytes(json);
    String headers = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length(body.length);
    return new ScriptedResponse(false, headers, List.of(body), body);
  }

  private static ScriptedResponse gzip(Random random) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes(String.join("", events(random, true, DONE))));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    byte[] body = compressed.toByteArray();
    String headers = STREAM_HEADERS + "Content-Encoding: gzip\r\n" + CHUNKED;
    return new ScriptedResponse(true, headers, List.of(chunk(body), bytes("0\r\n\r\n")), body);
  }

  private static ScriptedResponse tooManyRequests(Random random) {
    byte[] body = bytes("{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit\"}}");
    String headers =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Type: application/json\r\n"
            + length(body.length);
    return new ScriptedResponse(random.nextBoolean(), headers, List.of(body), body);
  }

  private static List<String> events(Random random, boolean usage, String last) {
    List<String> events = new ArrayList<>();
    events.add("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n");
    int count = random.nextInt(3, 9);
    for (int i = 0; i < count; i++) {
      events.add(
          "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n"
              .formatted("ö".repeat(random.nextInt(1, 30))));
    }
    if (usage) {
      events.add(
          "data: {\"choices\":[],\"usage\":{\"completion_tokens\":%d}}\n\n"
              .formatted(random.nextInt(1, 100)));
    }
    if (!last.isEmpty()) {
      events.add(last);
    }
    return events;
  }

  private static byte[] chunk(byte[] data) {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(bytes(Integer.toHexString(data.length) + "\r\n"));
    chunk.writeBytes(data);
    chunk.writeBytes(bytes("\r\n"));
    return chunk.toByteArray();
  }

  private static String length(int bytes) {
    return "Content-Length: " + bytes + "\r\n\r\n";
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
