package dev.firsttoken.bench.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.firsttoken.bench.options.value.TokenizerName;

/** Token counter for one of OpenAI's vocabularies. */
public final class Tokenizer {
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
}
