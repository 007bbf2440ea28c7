package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Talk;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.Vocabulary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run's users ask, and whether anybody listens to what is answered.
 *
 * @param turns of a conversation; 1 where each request stands alone
 * @param texts null where no answer's text is wanted, and none is kept
 */
record Asking(Requests requests, int turns, @Nullable Texts texts) {
  private static final long SECOND_NANOS = 1_000_000_000;

  /** Makes all requests, and loads the tokenizer where there is one. */
  static Asking of(Target target, Ask ask, Talk talk) {
    Instant now = Instant.now();
    long seed = now.getEpochSecond() * SECOND_NANOS + now.getNano();
    Vocabulary vocabulary = talk.tokenizer();
    Tokenizer tokenizer = vocabulary == null ? null : Tokenizer.of(vocabulary);
    return new Asking(
        Requests.of(target, ask, talk, seed),
        talk.turns(),
        tokenizer == null && talk.turns() == 1 ? null : new Texts(tokenizer));
  }

  Conversation conversation() {
    return new Conversation(requests, turns);
  }

  /** Whether the next request depends on the last answer. */
  boolean goesOn() {
    return turns > 1;
  }
}
