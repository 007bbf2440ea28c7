package dev.firsttoken.bench.dataset;

import dev.firsttoken.bench.tokens.Tokenizer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Choice of the conversations that make a request, by the rules of vLLM's benchmark: the first
 * message is the prompt, the length of the second one is that of the response. Conversations with
 * fewer than two messages are left out, and those of other lengths than 4 to 1,024 prompt tokens,
 * at least 4 response tokens and at most 2,048 of both.
 */
final class ConversationFilter {
  private static final int MIN_TOKENS = 4;
  private static final int MAX_PROMPT_TOKENS = 1024;
  private static final int MAX_TOKENS = 2048;

  /** No text of {@link #MAX_TOKENS} tokens is as long, so a longer one need not be counted. */
  private static final int MAX_CHARACTERS = 1 << 19;

  /** A longer text most likely has too many tokens, which is cheaper to find out than how many. */
  private static final int LONG_TEXT = MAX_TOKENS * 6;

  private final Supplier<Tokenizer> tokenizers;
  private final @Nullable Integer outputTokens;
  private @Nullable Tokenizer tokenizer;
  private int conversations;
  private int withoutResponse;
  private int tooShort;
  private int tooLong;

  /**
   * @param tokenizers loads the tokenizer when the first conversation is counted
   * @param outputTokens longest response that is asked for whatever the file says, or null
   */
  ConversationFilter(Supplier<Tokenizer> tokenizers, @Nullable Integer outputTokens) {
    this.tokenizers = tokenizers;
    this.outputTokens = outputTokens;
  }

  /** Returns a conversation that is to be counted and selected. */
  Candidate candidate(int lineNumber, ShareGptConversation conversation) {
    return new Conversation(lineNumber, conversation);
  }

  private final class Conversation implements Candidate {
    private final int lineNumber;
    private final ShareGptConversation texts;
    private int prompt;
    private int response;

    Conversation(int lineNumber, ShareGptConversation texts) {
      this.lineNumber = lineNumber;
      this.texts = texts;
    }

    @Override
    public long length() {
      return (long) texts.prompt().length() + texts.response().length();
    }

    @Override
    public boolean needsCount() {
      return texts.messages() >= 2;
    }

    @Override
    public void count() {
      prompt = tokens(texts.prompt());
      if (outputTokens != null) {
        response = outputTokens;
      } else if (prompt >= MIN_TOKENS && prompt <= MAX_PROMPT_TOKENS) {
        response = tokens(texts.response());
      }
    }

    @Override
    public @Nullable Prompt select() {
      conversations++;
      if (texts.messages() < 2) {
        withoutResponse++;
      } else if (prompt < MIN_TOKENS) {
        tooShort++;
      } else if (prompt > MAX_PROMPT_TOKENS) {
        tooLong++;
      } else if (outputTokens == null && response < MIN_TOKENS) {
        tooShort++;
      } else if (prompt + response > MAX_TOKENS) {
        tooLong++;
      } else {
        return Prompt.ofText(lineNumber, texts.prompt(), new Prompt.Lengths(prompt, response));
      }
      return null;
    }
  }

  private int tokens(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return MAX_TOKENS + 1;
    }
    Tokenizer loaded = tokenizer();
    return text.length() > LONG_TEXT && loaded.countsMoreThan(text, MAX_TOKENS)
        ? MAX_TOKENS + 1
        : (int) loaded.count(text);
  }

  private synchronized Tokenizer tokenizer() {
    Tokenizer loaded = tokenizer;
    if (loaded == null) {
      loaded = tokenizers.get();
      tokenizer = loaded;
    }
    return loaded;
  }

  /** Returns a sentence about the conversations that were left out, or null if none was. */
  @Nullable String notice() {
    int leftOut = withoutResponse + tooShort + tooLong;
    return leftOut == 0
        ? null
        : ("%,d of %,d conversations are used; left out are %,d with fewer than two messages, %,d"
                + " too short and %,d too long (4 to 1,024 prompt tokens, at most 2,048 with the"
                + " response)")
            .formatted(conversations - leftOut, conversations, withoutResponse, tooShort, tooLong);
  }
}
