package dev.firsttoken.bench.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.SplittableRandom;

/**
 * Texts of an exact number of tokens by one tokenizer. They are made of common English words, in an
 * order that the seed draws.
 *
 * <p>Every text is a slice of one long text, so that many long ones take little memory, and its
 * first words are replaced by a head that no other index has. Two texts of the same length are
 * therefore never alike, as long as there are enough different ones: 256 of one token, 65,536 of
 * two.
 */
public final class ExactText {
  /** Words of a head; each stands for one byte of a number of 64 bits. */
  private static final int HEAD_WORDS = 8;

  /** Number of different slices of one length. A power of two, of which an odd step visits all. */
  private static final int SLICES = 1 << 14;

  private static final int STEP = 10_125;

  /** Odd numbers, by which a multiplication visits every number of so many bits. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final long MULTIPLIER = 0xbf58476d1ce4e5b9L;

  private final byte[] words;

  /**
   * Draws the words, and counts their tokens again.
   *
   * @param maxTokens of one text
   * @throws IllegalStateException if a word is not one token
   */
  public ExactText(Tokenizer tokenizer, int maxTokens, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = SLICES + maxTokens;
    StringBuilder text = new StringBuilder(count * CommonWords.BYTES);
    for (int i = 0; i < count; i++) {
      text.append(CommonWords.ALL.get(random.nextInt(CommonWords.ALL.size()))).append(' ');
    }
    words = text.toString().getBytes(US_ASCII);
    checkWords(tokenizer);
    check(tokenizer, text.substring(0, text.length() - 1), count);
  }

  /** Checks each word at the start of a text and after any other word. */
  private static void checkWords(Tokenizer tokenizer) {
    for (String word : CommonWords.ALL) {
      check(tokenizer, word, 1);
    }
    check(tokenizer, String.join(" ", CommonWords.ALL), CommonWords.ALL.size());
  }

  private static void check(Tokenizer tokenizer, String text, int expected) {
    long tokens = tokenizer.count(text);
    if (tokens != expected) {
      throw new IllegalStateException(
          "a text of %,d words has %,d tokens, so prompts can't have an exact length"
              .formatted(expected, tokens));
    }
  }

  /** Returns the long text; each of its words is followed by a space. */
  public byte[] words() {
    return words;
  }

  /** Returns the offset in {@link #words} at which the text of an index begins. */
  public static int offset(long index) {
    return (int) Math.floorMod(index * STEP, (long) SLICES) * CommonWords.BYTES;
  }

  /** Returns the bytes of a text with so many tokens; each character is one byte. */
  public static int length(int tokens) {
    return tokens * CommonWords.BYTES - 1;
  }

  /**
   * Returns the first words of the text of an index, which replace the first ones of its slice.
   *
   * @param tokens of the text
   * @param seed another one gives other heads
   */
  public static byte[] head(long index, int tokens, long seed) {
    int count = Math.min(tokens, HEAD_WORDS);
    long number = permute(index, count * Byte.SIZE, seed);
    StringBuilder head = new StringBuilder(count * CommonWords.BYTES);
    for (int i = 0; i < count; i++) {
      head.append(i == 0 ? "" : " ").append(CommonWords.ALL.get((int) (number & 0xff)));
      number >>>= Byte.SIZE;
    }
    return head.toString().getBytes(US_ASCII);
  }

  /** Mixes the lowest bits of an index. Each step is a bijection of so many bits. */
  private static long permute(long index, int bits, long seed) {
    long mask = bits == Long.SIZE ? -1 : (1L << bits) - 1;
    long z = (index * GOLDEN + seed) & mask;
    z = ((z ^ (z >>> (bits / 2))) * MULTIPLIER) & mask;
    return z ^ (z >>> (bits / 2));
  }

  /** Returns the complete text of an index. */
  public String text(long index, int tokens, long seed) {
    byte[] head = head(index, tokens, seed);
    int from = offset(index) + head.length;
    return new String(head, US_ASCII)
        + new String(words, from, length(tokens) - head.length, US_ASCII);
  }
}
