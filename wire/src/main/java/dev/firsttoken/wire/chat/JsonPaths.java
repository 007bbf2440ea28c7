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

  /** Symbols of the two opening brackets, above those of key bytes. */
  static final int OBJECT = 28;

  static final int ARRAY = 29;

  /** Symbol of a byte that occurs in no path. */
  static final int NO_SYMBOL = 0;

  private static final int WIDTH_BITS = 5;
  private static final int MAX_PLACES = 512;
  private static final char[] NEXT = new char[MAX_PLACES << WIDTH_BITS];
  private static final int[] FACTS = new int[MAX_PLACES];
  private static final byte[] SYMBOLS = new byte[256];
  private static int places = ROOT + 1;

  static {
    for (char letter = 'a'; letter <= 'z'; letter++) {
      SYMBOLS[letter] = (byte) (letter - 'a' + 1);
    }
    SYMBOLS['_'] = 27;

    // "delta" in chunks, "message" in non-streamed responses
    for (String prefix : new String[] {"choices[].delta", "choices[].message"}) {
      addPath(prefix + ".content", Fact.TEXT);
      addPath(prefix + ".content[].text", Fact.TEXT);
      addPath(prefix + ".content[].thinking", Fact.REASONING);
      addPath(prefix + ".content[].thinking[].text", Fact.REASONING);
      addPath(prefix + ".refusal", Fact.TEXT);
      addPath(prefix + ".reasoning", Fact.REASONING);
      addPath(prefix + ".reasoning_content", Fact.REASONING);
      addPath(prefix + ".tool_calls[].function.arguments", Fact.TOOL_CALL);
      addPath(prefix + ".function_call.arguments", Fact.TOOL_CALL);
    }
    addPath("choices[].text", Fact.TEXT); // legacy completions
    addPath("choices[].finish_reason", Fact.FINISH_REASON);
    addPath("usage.completion_tokens", Fact.COMPLETION_TOKENS);
    addPath("usage.prompt_tokens", Fact.PROMPT_TOKENS);
    addPath("error", Fact.ERROR);
    // the Responses API: the type of an event says what kind its delta is
    addPath("type", Fact.TYPE);
    addPath("delta", Fact.DELTA);
    for (String response : new String[] {"", "response."}) {
      addPath(response + "usage.output_tokens", Fact.COMPLETION_TOKENS);
      addPath(response + "usage.input_tokens", Fact.PROMPT_TOKENS);
    }
    addPath("response.error", Fact.ERROR);
    addPath("seq", Fact.SEQ);
    addPath("due_ns", Fact.DUE_NANOS);
    addPath("sent_ns", Fact.SENT_NANOS);
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

  /** Adds a path: {@code .} enters an object (implied at the start), {@code []} an array. */
  private static void addPath(String path, int fact) {
    int place = addStep(ROOT, OBJECT);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != ']') {
        place = addStep(place, c == '.' ? OBJECT : c == '[' ? ARRAY : symbol((byte) c));
      }
    }
    FACTS[place] |= fact;
  }

  private static int addStep(int place, int symbol) {
    int edge = place << WIDTH_BITS | symbol;
    if (NEXT[edge] == NOWHERE) {
      NEXT[edge] = (char) places++;
    }
    return NEXT[edge];
  }
}
