package dev.firsttoken.bench.load.client;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.firsttoken.bench.options.TokenizerName;

/** Counts tokens of one of OpenAI's vocabularies. */
final class Tokenizer {
  private final Encoding encoding;

  private Tokenizer(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Loads the vocabulary, which takes some tenths of a second. */
  static Tokenizer of(TokenizerName tokenizerName) {
    EncodingType type =
        switch (tokenizerName) {
          case CL100K_BASE -> EncodingType.CL100K_BASE;
          case O200K_BASE -> EncodingType.O200K_BASE;
        };
    return new Tokenizer(Encodings.newLazyEncodingRegistry().getEncoding(type));
  }

  /** Of a text in which nothing is a special token. */
  long count(String text) {
    return encoding.countTokensOrdinary(text);
  }

  /**
   * Of all that an answer said, as a server's usage counts it: text, reasoning and the arguments of
   * tool calls, each by itself.
   */
  long count(ResponseText response) {
    return count(response.text()) + count(response.reasoning()) + count(response.arguments());
  }
}
