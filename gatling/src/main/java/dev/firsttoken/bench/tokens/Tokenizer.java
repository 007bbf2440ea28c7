package dev.firsttoken.bench.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.firsttoken.bench.options.value.TokenizerName;

/** Token counter for one of OpenAI's vocabularies, for any threads. */
public final class Tokenizer {
  /** Tokens that the encoder may take back, so that it ends between two characters. */
  private static final int CUT_CHARACTER = 8;

  private final Encoding encoding;

  private Tokenizer(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Loads the vocabulary, which takes some tenths of a second. */
  public static Tokenizer of(TokenizerName tokenizerName) {
    EncodingType type =
        switch (tokenizerName) {
          case CL100K_BASE -> EncodingType.CL100K_BASE;
          case O200K_BASE -> EncodingType.O200K_BASE;
        };
    return new Tokenizer(Encodings.newLazyEncodingRegistry().getEncoding(type));
  }

  /** Counts the tokens of a text, treating nothing as a special token. */
  public long count(String text) {
    return encoding.countTokensOrdinary(text);
  }

  /**
   * Returns true if a text has more tokens, of which no further ones are counted. False may be
   * wrong for a text that is not valid Unicode.
   */
  public boolean countsMoreThan(String text, int max) {
    return encoding.encodeOrdinary(text, max + CUT_CHARACTER).getTokens().size() > max;
  }
}
