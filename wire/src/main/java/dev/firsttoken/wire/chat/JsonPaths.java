package dev.firsttoken.wire.chat;

/**
 * Where in a chunk the facts stand, as one automaton. A place in the document is a small number:
 * {@link #ROOT} for the document itself, another one for each prefix of each path below, {@link
 * #NOWHERE} for all the rest. A key moves it byte by byte, an opening bracket by a symbol that no
 * byte of a key has, so no key can pass for structure.
 */
final class JsonPaths {

  static final int NOWHERE = 0;
  static final int ROOT = 1;

  /** The symbols of the two opening brackets; those of key bytes are below them. */
  static final int OBJECT = 28;

  static final int ARRAY = 29;

  /** No path goes on with such a byte. */
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

    // "delta" in chunks, "message" in whole answers
    for (String prefix : new String[] {"choices[].delta", "choices[].message"}) {
      addPath(prefix + ".content", ChunkFacts.TEXT);
      addPath(prefix + ".content[].text", ChunkFacts.TEXT);
      addPath(prefix + ".content[].thinking", ChunkFacts.REASONING);
      addPath(prefix + ".content[].thinking[].text", ChunkFacts.REASONING);
      addPath(prefix + ".refusal", ChunkFacts.TEXT);
      addPath(prefix + ".reasoning", ChunkFacts.REASONING);
      addPath(prefix + ".reasoning_content", ChunkFacts.REASONING);
      addPath(prefix + ".tool_calls[].function.arguments", ChunkFacts.TOOL_CALL);
      addPath(prefix + ".function_call.arguments", ChunkFacts.TOOL_CALL);
    }
    addPath("choices[].text", ChunkFacts.TEXT); // completions, not chat
    addPath("choices[].finish_reason", ChunkFacts.FINISH_REASON);
    addPath("usage.completion_tokens", ChunkFacts.COMPLETION_TOKENS);
    addPath("usage.prompt_tokens", ChunkFacts.PROMPT_TOKENS);
    addPath("error", ChunkFacts.ERROR);
    // the Responses API: its events say by their type what their delta is
    addPath("type", ChunkFacts.TYPE);
    addPath("delta", ChunkFacts.DELTA);
    for (String response : new String[] {"", "response."}) {
      addPath(response + "usage.output_tokens", ChunkFacts.COMPLETION_TOKENS);
      addPath(response + "usage.input_tokens", ChunkFacts.PROMPT_TOKENS);
    }
    addPath("response.error", ChunkFacts.ERROR);
    addPath("seq", ChunkFacts.SEQ);
    addPath("due_ns", ChunkFacts.DUE_NANOS);
    addPath("sent_ns", ChunkFacts.SENT_NANOS);
  }

  private JsonPaths() {}

  /** The symbol of a key's byte, or {@link #NO_SYMBOL}. */
  static int symbol(byte b) {
    return SYMBOLS[b & 0xFF];
  }

  static int next(int place, int symbol) {
    return NEXT[place << WIDTH_BITS | symbol];
  }

  /** The fact of {@link ChunkFacts} that a value at this place tells, or 0. */
  static int fact(int place) {
    return FACTS[place];
  }

  /** {@code .} goes into an object (the first one is understood), {@code []} into an array. */
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
