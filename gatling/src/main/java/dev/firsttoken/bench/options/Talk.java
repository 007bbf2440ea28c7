package dev.firsttoken.bench.options;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is said beyond the one prompt, and how what is answered is counted.
 *
 * @param prompts null: every request asks {@link Ask#prompt()}
 * @param trace null: no trace is replayed
 * @param turns questions of a conversation; 1: each request stands alone
 * @param uniquePrefix whether each request's last user message begins with other characters
 * @param tokenizer that counts the answers' tokens; null: none does
 */
public record Talk(
    @Nullable Prompts prompts,
    @Nullable Trace trace,
    int turns,
    boolean uniquePrefix,
    @Nullable Vocabulary tokenizer) {

  /** One prompt, again and again. */
  public static final Talk PLAIN = new Talk(null, null, 1, false, null);

  /** What else says how many requests there are and when. */
  private static final List<Setting> WHEN =
      List.of(
          Setting.CONCURRENCY,
          Setting.RATE,
          Setting.ARRIVALS,
          Setting.TOTAL,
          Setting.DURATION,
          Setting.RAMP,
          Setting.FIND_MAX);

  private static final double SLOWEST = 0.01;
  private static final double FASTEST = 1000;

  /**
   * @throws BadOption for a value or a line of a file that can't be used
   */
  static Talk from(Given given, Reader reader) {
    checkTogether(given);
    Integer turns = reader.number(Setting.TURNS);
    double speed = speed(given);
    Prompts prompts = file(given, reader, Setting.PROMPTS, Prompts::read);
    Trace trace = file(given, reader, Setting.TRACE, path -> Trace.read(path, speed));
    Talk talk =
        new Talk(
            prompts,
            trace,
            turns == null ? 1 : turns,
            reader.toggle(Setting.UNIQUE_PREFIX),
            tokenizer(given));
    talk.checkTexts(given);
    return talk;
  }

  private static <T> @Nullable T file(
      Given given, Reader reader, Setting key, Function<Path, T> read) {
    Path path = reader.readable(key);
    try {
      return path == null ? null : read.apply(path);
    } catch (IllegalArgumentException e) {
      throw given.bad(key, String.valueOf(e.getMessage()));
    }
  }

  private static double speed(Given given) {
    String text = given.text(Setting.SPEED);
    try {
      double speed = text == null ? 1 : Double.parseDouble(text);
      if (speed >= SLOWEST && speed <= FASTEST) {
        return speed;
      }
    } catch (NumberFormatException e) {
      throw given.bad(Setting.SPEED);
    }
    throw given.bad(Setting.SPEED);
  }

  private static @Nullable Vocabulary tokenizer(Given given) {
    String text = given.text(Setting.TOKENIZER);
    Vocabulary vocabulary = text == null ? null : Vocabulary.named(text);
    if (text != null && vocabulary == null) {
      throw given.bad(Setting.TOKENIZER);
    }
    return vocabulary;
  }

  // Each of them says what is asked, or how often: two would be a riddle.
  private static void checkTogether(Given given) {
    refuse(given, Setting.PROMPTS, Setting.PROMPT, "the file says what is asked");
    for (Setting other : new Setting[] {Setting.PROMPT, Setting.PROMPTS, Setting.TURNS}) {
      refuse(given, Setting.TRACE, other, "the trace says what is asked");
    }
    for (Setting other : new Setting[] {Setting.MAX_TOKENS, Setting.FRAMES}) {
      refuse(given, Setting.TRACE, other, "the trace says how long the answers are");
    }
    for (Setting other : WHEN) {
      refuse(given, Setting.TRACE, other, "the trace says when requests are due");
    }
    if (given.has(Setting.SPEED) && !given.has(Setting.TRACE)) {
      throw given.bad(Setting.SPEED, "needs --trace: the times to replay");
    }
  }

  private static void refuse(Given given, Setting key, Setting other, String why) {
    if (given.has(key) && given.has(other)) {
      throw given.bad(key, "can't go with --%s: %s".formatted(other.flag(), why));
    }
  }

  private void checkTexts(Given given) {
    if (uniquePrefix && prompts != null) {
      for (Prompts.Prompt prompt : prompts.lines()) {
        if (prompt.textAt() < 0) {
          throw given.bad(
              Setting.PROMPTS,
              "line %d: no text in its last user message: --unique-prefix needs one to begin"
                  .formatted(prompt.line()));
        }
      }
    }
  }
}
