package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/**
 * Texts with a given number of tokens, for prompts of which only the length is known. They consist
 * of common English words, each one token in OpenAI's vocabularies and in most others. All texts
 * are slices of one buffer, so that a hundred thousand long ones take little memory. Each starts at
 * another word, so that none is a prefix of another.
 */
public final class FillerText {
  private static final String[] COMMON_WORDS = {
    "time",
    "year",
    "people",
    "way",
    "day",
    "man",
    "thing",
    "woman",
    "life",
    "child",
    "world",
    "school",
    "state",
    "family",
    "student",
    "group",
    "country",
    "problem",
    "hand",
    "part",
    "place",
    "case",
    "week",
    "company",
    "system",
    "program",
    "question",
    "work",
    "government",
    "number",
    "night",
    "point",
    "home",
    "water",
    "room",
    "mother",
    "area",
    "money",
    "story",
    "fact",
    "month",
    "lot",
    "right",
    "study",
    "book",
    "eye",
    "job",
    "word",
    "business",
    "issue",
    "side",
    "kind",
    "head",
    "house",
    "service",
    "friend",
    "father",
    "power",
    "hour",
    "game",
    "line",
    "end",
    "member",
    "law"
  };

  private static final long SEED = 1;

  /** Number of different starts. A power of two, of which an odd step visits all. */
  private static final int START_COUNT = 1 << 17;

  private static final int STEP = 40_503;

  private final ByteBuf text;

  /** Start offset of each word, and the end of the last one. */
  private final int[] starts;

  /**
   * @param maxTokens of one text
   * @param alloc allocates the buffer, which lives as long as the run
   */
  public FillerText(int maxTokens, ByteBufAllocator alloc) {
    SplittableRandom random = new SplittableRandom(SEED);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    starts = new int[START_COUNT + maxTokens + 1];
    for (int i = 0; i < starts.length - 1; i++) {
      starts[i] = all.size();
      all.writeBytes(COMMON_WORDS[random.nextInt(COMMON_WORDS.length)].getBytes(US_ASCII));
      all.write(' ');
    }
    starts[starts.length - 1] = all.size();
    text = alloc.directBuffer(all.size()).writeBytes(all.toByteArray());
  }

  /** Returns the text with this index and number of tokens; the caller releases it. */
  public ByteBuf text(int index, int tokens) {
    int first = (int) ((long) index * STEP % START_COUNT);
    int from = starts[first];
    return text.retainedSlice(from, starts[first + tokens] - 1 - from);
  }
}
