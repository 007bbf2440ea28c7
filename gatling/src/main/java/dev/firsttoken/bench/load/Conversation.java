package dev.firsttoken.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one virtual user and the server say to each other: a prompt, then a fixed follow-up for each
 * further turn, each asked with all that was said before, answers as they really came. After the
 * last turn, and after an answer that can't be gone on from, a new conversation begins.
 */
final class Conversation {
  private static final byte[] ANSWER = ",{\"role\":\"assistant\",\"content\":\"".getBytes(UTF_8);
  private static final byte[] FOLLOW_UP =
      "\"},{\"role\":\"user\",\"content\":\"Go on.\"}".getBytes(UTF_8);

  private final Requests requests;
  private final int turns;

  /** The messages so far, but for the bracket that ends their array. */
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private @Nullable ChatBody around;
  private int asked;

  /**
   * @param turns of each conversation, 1 or more
   */
  Conversation(Requests requests, int turns) {
    this.requests = requests;
    this.turns = turns;
  }

  /** The next request; the caller's to release. */
  ByteBuf next() {
    ChatBody same = around;
    if (same == null) {
      return begin();
    }
    asked++;
    return requests.bytes(same, closed());
  }

  private byte[] closed() {
    byte[] messages = Arrays.copyOf(said.toByteArray(), said.size() + 1);
    messages[messages.length - 1] = ']';
    return messages;
  }

  private ByteBuf begin() {
    Prepared first = requests.next();
    asked = 1;
    if (turns > 1) {
      around = first.around();
      said.reset();
      said.writeBytes(first.openMessages());
    }
    return first.bytes();
  }

  /**
   * What the server answered to the last request.
   *
   * @param text null where it failed; a conversation can't go on from that, nor from no text
   */
  void answered(@Nullable String text) {
    if (text == null || text.isEmpty() || asked >= turns) {
      around = null;
    } else if (around != null) {
      said.writeBytes(ANSWER);
      said.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
      said.writeBytes(FOLLOW_UP);
    }
  }
}
