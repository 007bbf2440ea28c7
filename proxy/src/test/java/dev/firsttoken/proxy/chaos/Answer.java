package dev.firsttoken.proxy.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * What an upstream says if nothing goes wrong on the way.
 *
 * @param streamed whether the request asks for a stream
 * @param head with its blank line
 * @param parts of the body, in their framing
 * @param body without it
 */
@SuppressWarnings("ArrayRecordComponent") // sent and looked at, never compared as a record
record Answer(boolean streamed, String head, List<byte[]> parts, byte[] body) {
  private static final String DONE = "data: [DONE]\n\n";
  private static final String STREAM_HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  /** The answer that belongs to a fault's variant. */
  static Answer of(Fault fault, int variant, Random random) {
    return switch (fault) {
      case NONE -> healthy(variant, random);
      case RESET_MID_STREAM ->
          variant < 2 ? stream(random) : variant == 2 ? json(random) : untilClose(random);
      case STALL -> variant < 3 ? stream(random) : json(random);
      case DRIBBLE -> variant == 0 ? stream(random) : json(random);
      case WRONG_LENGTH -> wrongLength(variant, random);
      case GZIP -> gzip(random);
      case TOO_MANY_REQUESTS -> tooMany(random);
      case REFUSE, BLACKHOLE, RESET_BEFORE_HEAD, GARBAGE, HUGE_HEAD, SLOW_LOOKUP -> stream(random);
    };
  }

  /** A chunked stream, an event in each chunk. */
  static Answer stream(Random random) {
    return chunked("", events(random, true, DONE));
  }

  byte[] wire() {
    return joined(0, parts.size());
  }

  /** The head and so many parts. */
  byte[] wire(int parts) {
    return joined(0, parts);
  }

  private byte[] joined(int from, int to) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(bytes(head));
    parts.subList(from, to).forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  private static Answer healthy(int variant, Random random) {
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

  private static Answer wrongLength(int variant, Random random) {
    List<String> events = events(random, true, DONE);
    byte[] whole = bytes(String.join("", events));
    Answer json = json(random);
    String type = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    int length = json.body.length;
    return switch (variant) {
      case 0 -> new Answer(true, STREAM_HEAD + length(whole.length + 7), List.of(whole), whole);
      case 1 -> new Answer(false, type + length(length + 1), json.parts, json.body);
      case 2 ->
          new Answer(
              false, type + length(length), List.of(json.body, bytes("{}\r\n\r\n")), json.body);
      case 3 -> new Answer(true, STREAM_HEAD + "Content-Length: 9\r\n" + CHUNKED, List.of(), whole);
      case 4 ->
          new Answer(false, type + "Content-Length: 9\r\n" + length(length), json.parts, json.body);
      case 5 -> {
        int cut = whole.length - DONE.length();
        byte[] first = java.util.Arrays.copyOf(whole, cut);
        yield new Answer(true, STREAM_HEAD + length(cut), List.of(whole), first);
      }
      default -> throw new IllegalArgumentException("no variant " + variant);
    };
  }

  private static Answer chunked(String before, List<String> events) {
    List<byte[]> parts = new ArrayList<>();
    events.forEach(event -> parts.add(chunk(bytes(event))));
    parts.add(bytes("0\r\n\r\n"));
    String body = String.join("", events);
    return new Answer(true, before + STREAM_HEAD + CHUNKED, parts, bytes(body));
  }

  private static Answer untilClose(Random random) {
    List<String> events = events(random, true, DONE);
    List<byte[]> parts = events.stream().map(Answer::bytes).toList();
    return new Answer(true, STREAM_HEAD + "\r\n", parts, bytes(String.join("", events)));
  }

  private static Answer json(Random random) {
    String json =
        "{\"choices\":[{\"message\":{\"content\":\"%s\"}}],\"usage\":{\"completion_tokens\":%d}}"
            .formatted("wörd ".repeat(random.nextInt(1, 50)), random.nextInt(1, 100));
    byte[] body = bytes(json);
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length(body.length);
    return new Answer(false, head, List.of(body), body);
  }

  private static Answer gzip(Random random) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes(String.join("", events(random, true, DONE))));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    byte[] body = zipped.toByteArray();
    String head = STREAM_HEAD + "Content-Encoding: gzip\r\n" + CHUNKED;
    return new Answer(true, head, List.of(chunk(body), bytes("0\r\n\r\n")), body);
  }

  private static Answer tooMany(Random random) {
    byte[] body = bytes("{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit\"}}");
    String head =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Type: application/json\r\n"
            + length(body.length);
    return new Answer(random.nextBoolean(), head, List.of(body), body);
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
