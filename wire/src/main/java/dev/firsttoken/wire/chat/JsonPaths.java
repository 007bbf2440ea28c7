package dev.firsttoken.wire.chat;

/**
 * Paths of the facts in a chunk, as one automaton. A place in the document is a small number:
 * {@link #ROOT} is the document itself, each prefix of each path below has its own number, and
 * {@link #NOWHERE} is everything else. Each byte of a key moves to the next place. An opening
 * bracket moves by a symbol that no byte of a key has, so no key can be mistaken for structure.
 */
final class JsonPaths {

  static final int NOWHERE = 0;
  static final int ROOT = 1;

  /** Start of the value at {@link Fact#OBJECT}, whose bytes are followed like those of a key. */
  static final int OBJECT_KIND = 2;

  /** Symbols of the two opening brackets, above those of key bytes. */
  static final int OBJECT = 30;

  static final int ARRAY = 31;

  /** Symbol of a byte that occurs in no path. */
  static final int NO_SYMBOL = 0;

  private static final int WIDTH_BITS = 5;
  private static final int SYMBOL_COUNT = 1 << WIDTH_BITS;
  private static final int MAX_PLACES = 1024;
  private static final char[] NEXT = new char[MAX_PLACES << WIDTH_BITS];
  private static final int[] FACTS = new int[MAX_PLACES];
  private static final byte[] SYMBOLS = new byte[256];
  private static int places = OBJECT_KIND + 1;

  static {
    for (char letter = 'a'; letter <= 'z'; letter++) {
      SYMBOLS[letter] = (byte) (letter - 'a' + 1);
    }
    SYMBOLS['_'] = 27;
    SYMBOLS['4'] = 28;
    SYMBOLS['6'] = 29;

    addChoicePaths();
    addPath("usage.completion_tokens", Fact.COMPLETION_TOKENS);
    addPath("usage.prompt_tokens", Fact.PROMPT_TOKENS);
    addPath("usage.prompt_tokens_details.cached_tokens", Fact.CACHED_TOKENS);
    addPath("usage.prompt_cache_hit_tokens", Fact.CACHED_TOKENS);
    addPath("timings.cache_n", Fact.CACHED_TOKENS);
    addPath("type", Fact.TYPE);
    addResponsesPaths();
    addMessagesPaths();
    addPath("data[].embedding", Fact.EMBEDDING);
    addPath("seq", Fact.SEQ);
    addPath("due_ns", Fact.DUE_NANOS);
    addPath("sent_ns", Fact.SENT_NANOS);
    addPath("object", Fact.OBJECT);
    addError();
  }

  private static void addChoicePaths() {
    String delta = "choices[].delta";
    addPath(delta + ".content", Fact.TEXT);
    addPath(delta + ".content[].text", Fact.TEXT);
    addPath(delta + ".content[].thinking", Fact.REASONING);
    addPath(delta + ".content[].thinking[].text", Fact.REASONING);
    addPath(delta + ".refusal", Fact.TEXT);
    addPath(delta + ".reasoning", Fact.REASONING);
    addPath(delta + ".reasoning_content", Fact.REASONING);
    addPath(delta + ".thinking", Fact.REASONING);
    for (String detail : new String[] {"text", "summary", "data"}) {
      addPath(delta + ".reasoning_details[]." + detail, Fact.REASONING);
    }
    addPath(delta + ".tool_calls[].function.name", Fact.TOOL_CALL);
    addPath(delta + ".tool_calls[].function.arguments", Fact.TOOL_CALL);
    addPath(delta + ".tool_calls[].custom.name", Fact.TOOL_CALL);
    addPath(delta + ".tool_calls[].custom.input", Fact.TOOL_CALL);
    addPath(delta + ".function_call.name", Fact.TOOL_CALL);
    addPath(delta + ".function_call.arguments", Fact.TOOL_CALL);
    addPath(delta + ".audio.transcript", Fact.TEXT);
    addPath(delta + ".audio.data", Fact.MEDIA);
    addPath(delta + ".images[].image_url.url", Fact.MEDIA);
    addPath(delta + ".content[].image_url.url", Fact.MEDIA);
    int role = addPath(delta + ".role", 0);
    int anyOther = addSink(Fact.OTHER_DELTA);
    fillGaps(addStep(addPath(delta, 0), OBJECT), anyOther);
    FACTS[role] = 0;
    // a non-streamed response has a message of the same form
    link(addPath("choices[].message", 0), addPath(delta, 0));
    addPath("choices", Fact.CHOICES);
    addPath("choices[].text", Fact.TEXT); // legacy completions
    addPath("choices[].finish_reason", Fact.FINISH_REASON);
  }

  /** Adds the paths of the Responses API. The type of an event says what kind its delta is. */
  private static void addResponsesPaths() {
    addPath("delta", Fact.DELTA);
    addPath("partial_image_b64", Fact.MEDIA);
    addPath("item.name", Fact.ITEM_NAME);
    for (String response : new String[] {"", "response."}) {
      addPath(response + "usage.output_tokens", Fact.COMPLETION_TOKENS);
      addPath(response + "usage.input_tokens", Fact.INPUT_TOKENS);
      addPath(response + "usage.input_tokens_details.cached_tokens", Fact.CACHED_TOKENS);
      addPath(response + "incomplete_details.reason", Fact.FINISH_REASON);
      addPath(response + "status", Fact.STATUS);
    }
    // a non-streamed response
    addPath("output", Fact.OUTPUT);
    addPath("output[].content[].text", Fact.TEXT);
    addPath("output[].content[].refusal", Fact.TEXT);
    addPath("output[].summary[].text", Fact.REASONING);
    addPath("output[].name", Fact.TOOL_CALL);
    addPath("output[].arguments", Fact.TOOL_CALL);
  }

  /**
   * Adds the paths of the Messages API. The output tokens of the message that starts a stream are
   * left out, because those of its end count.
   */
  private static void addMessagesPaths() {
    addPath("content", Fact.BLOCKS);
    // the last one is that of a non-streamed response
    for (String block : new String[] {"delta", "content_block", "content[]"}) {
      addPath(block + ".text", Fact.TEXT);
      addPath(block + ".thinking", Fact.REASONING);
      addPath(block + ".data", Fact.REASONING); // redacted
      addPath(block + ".name", Fact.TOOL_CALL);
    }
    addPath("delta.partial_json", Fact.TOOL_CALL);
    addPath("delta.stop_reason", Fact.FINISH_REASON);
    addPath("stop_reason", Fact.FINISH_REASON);
    addPath("message.usage.input_tokens", Fact.INPUT_TOKENS);
    for (String usage : new String[] {"usage.", "message.usage."}) {
      addPath(usage + "cache_read_input_tokens", Fact.CACHE_READ_TOKENS);
      addPath(usage + "cache_creation_input_tokens", Fact.CACHE_WRITE_TOKENS);
    }
  }

  /** Adds the fields that hold an error, each with all that is in it. */
  private static void addError() {
    int anyValue = addSink(Fact.ERROR);
    for (String path :
        new String[] {"error", "response.error", "choices[].error", "[].error", "error_code"}) {
      int place = addPath(path, Fact.ERROR);
      NEXT[place << WIDTH_BITS | OBJECT] = (char) anyValue;
      NEXT[place << WIDTH_BITS | ARRAY] = (char) anyValue;
    }
    int place = OBJECT_KIND;
    for (char letter : "error".toCharArray()) {
      place = addStep(place, symbol((byte) letter));
    }
    FACTS[place] = Fact.ERROR;
  }

  private JsonPaths() {}

  /** Returns the symbol of a key's byte, or {@link #NO_SYMBOL}. */
  static int symbol(byte b) {
    return SYMBOLS[b & 0xFF];
  }

  static int next(int place, int symbol) {
    return NEXT[place << WIDTH_BITS | symbol];
  }

  /** Returns the bit of {@link Fact} that a value at this place stands for, or 0. */
  static int fact(int place) {
    return FACTS[place];
  }

  /**
   * Adds a path: {@code .} enters an object (implied at the start), {@code []} an array.
   *
   * @return its place
   */
  private static int addPath(String path, int fact) {
    int place = path.startsWith("[") ? ROOT : addStep(ROOT, OBJECT);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != ']') {
        place = addStep(place, c == '.' ? OBJECT : c == '[' ? ARRAY : symbol((byte) c));
      }
    }
    FACTS[place] |= fact;
    return place;
  }

  private static int addStep(int place, int symbol) {
    int edge = place << WIDTH_BITS | symbol;
    if (NEXT[edge] == NOWHERE) {
      NEXT[edge] = (char) places++;
    }
    return NEXT[edge];
  }

  /** Adds a place that nothing leads out of. */
  private static int addSink(int fact) {
    int sink = places++;
    FACTS[sink] = fact;
    for (int symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      NEXT[sink << WIDTH_BITS | symbol] = (char) sink;
    }
    return sink;
  }

  /** Adds the fact of a sink to a place and all below it, and leads every unknown step there. */
  private static void fillGaps(int place, int sink) {
    FACTS[place] |= FACTS[sink];
    for (int symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      int edge = place << WIDTH_BITS | symbol;
      if (NEXT[edge] == NOWHERE) {
        NEXT[edge] = (char) sink;
      } else if (NEXT[edge] != sink) {
        fillGaps(NEXT[edge], sink);
      }
    }
  }

  /** Gives a place the objects of another one. */
  private static void link(int place, int other) {
    NEXT[place << WIDTH_BITS | OBJECT] = NEXT[other << WIDTH_BITS | OBJECT];
  }
}
