package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/**
 * Texts of a number of tokens, for prompts of which only the length is known: common English words,
 * each one token of OpenAI's vocabularies and, as words so common are, of most others. All texts
 * are parts of one, so that a hundred thousand long ones need no room of their own; each begins
 * elsewhere in it, so that none is another's beginning.
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

  /** How many texts begin differently; an odd step visits all of a power of two. */
  private static final int START_COUNT = 1 << 17;

  private static final int STEP = 40_503;

  private final ByteBuf text;

  /** Where each word begins, and one more: where the one behind the last would. */
  private final int[] starts;

  /**
   * @param maxTokens tokens of a text
   * @param alloc where the one text is taken from, for as long as the run lasts
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

  /** The k-th text, of so many tokens; the caller's to release. */
  public ByteBuf text(int index, int tokens) {
    int first = (int) ((long) index * STEP % START_COUNT);
    int from = starts[first];
    return text.retainedSlice(from, starts[first + tokens] - 1 - from);
  }
}
