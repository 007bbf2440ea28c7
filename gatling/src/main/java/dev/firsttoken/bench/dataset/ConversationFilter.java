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

  /** Returns the prompt of a conversation, or null if it is left out. */
  @Nullable Prompt select(int lineNumber, ShareGptConversation conversation) {
    conversations++;
    if (conversation.messages() < 2) {
      withoutResponse++;
      return null;
    }
    int prompt = count(conversation.prompt());
    int response = outputTokens == null ? count(conversation.response()) : outputTokens;
    if (prompt < MIN_TOKENS || (outputTokens == null && response < MIN_TOKENS)) {
      tooShort++;
      return null;
    }
    if (prompt > MAX_PROMPT_TOKENS || prompt + response > MAX_TOKENS) {
      tooLong++;
      return null;
    }
    return Prompt.ofText(lineNumber, conversation.prompt(), new Prompt.Lengths(prompt, response));
  }

  private int count(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return MAX_TOKENS + 1;
    }
    Tokenizer loaded = tokenizer;
    if (loaded == null) {
      loaded = tokenizers.get();
      tokenizer = loaded;
    }
    return (int) loaded.count(text);
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
