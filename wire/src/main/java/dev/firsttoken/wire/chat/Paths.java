package dev.firsttoken.wire.chat;

/**
 * Where in a chunk the facts stand, as one automaton. A place in the document is a small number:
 * {@link #ROOT} for the document itself, another one for each prefix of each path below, {@link
 * #NOWHERE} for all the rest. A key moves it byte by byte, an opening bracket by a symbol that no
 * byte of a key has, so no key can pass for structure.
 */
final class Paths {

  static final int NOWHERE = 0;
  static final int ROOT = 1;

  /** The symbols of the two opening brackets; those of key bytes are below them. */
  static final int OBJECT = 28;

  static final int ARRAY = 29;

  /** No path goes on with such a byte. */
  static final int NO_SYMBOL = 0;

  private static final int WIDTH_BITS = 5;
  private static final int PLACES = 512;
  private static final char[] NEXT = new char[PLACES << WIDTH_BITS];
  private static final int[] FACT = new int[PLACES];
  private static final byte[] SYMBOL = new byte[256];
  private static int places = ROOT + 1;

  static {
    for (char letter = 'a'; letter <= 'z'; letter++) {
      SYMBOL[letter] = (byte) (letter - 'a' + 1);
    }
    SYMBOL['_'] = 27;

    // "delta" in chunks, "message" in whole answers
    for (String answer : new String[] {"choices[].delta", "choices[].message"}) {
      path(answer + ".content", Facts.TEXT);
      path(answer + ".content[].text", Facts.TEXT);
      path(answer + ".content[].thinking", Facts.REASONING);
      path(answer + ".content[].thinking[].text", Facts.REASONING);
      path(answer + ".refusal", Facts.TEXT);
      path(answer + ".reasoning", Facts.REASONING);
      path(answer + ".reasoning_content", Facts.REASONING);
      path(answer + ".tool_calls[].function.arguments", Facts.TOOL_CALL);
      path(answer + ".function_call.arguments", Facts.TOOL_CALL);
    }
    path("choices[].text", Facts.TEXT); // completions, not chat
    path("choices[].finish_reason", Facts.FINISH_REASON);
    path("usage.completion_tokens", Facts.COMPLETION_TOKENS);
    path("usage.prompt_tokens", Facts.PROMPT_TOKENS);
    path("error", Facts.ERROR);
    // the Responses API: its events say by their type what their delta is
    path("type", Facts.TYPE);
    path("delta", Facts.DELTA);
    for (String response : new String[] {"", "response."}) {
      path(response + "usage.output_tokens", Facts.COMPLETION_TOKENS);
      path(response + "usage.input_tokens", Facts.PROMPT_TOKENS);
    }
    path("response.error", Facts.ERROR);
    path("seq", Facts.SEQ);
    path("due_ns", Facts.DUE_NANOS);
    path("sent_ns", Facts.SENT_NANOS);
  }

  private Paths() {}

  /** The symbol of a key's byte, or {@link #NO_SYMBOL}. */
  static int symbol(byte b) {
    return SYMBOL[b & 0xFF];
  }

  static int next(int place, int symbol) {
    return NEXT[place << WIDTH_BITS | symbol];
  }

  /** The fact of {@link Facts} that a value at this place tells, or 0. */
  static int fact(int place) {
    return FACT[place];
  }

  /** {@code .} goes into an object (the first one is understood), {@code []} into an array. */
  private static void path(String path, int fact) {
    int place = step(ROOT, OBJECT);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != ']') {
        place = step(place, c == '.' ? OBJECT : c == '[' ? ARRAY : symbol((byte) c));
      }
    }
    FACT[place] |= fact;
  }

  private static int step(int place, int symbol) {
    int edge = place << WIDTH_BITS | symbol;
    if (NEXT[edge] == NOWHERE) {
      NEXT[edge] = (char) places++;
    }
    return NEXT[edge];
  }
}
