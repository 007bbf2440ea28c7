package dev.firsttoken.bench.load.requests;

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
public final class Conversation {
  private static final byte[] ASSISTANT_MESSAGE =
      ",{\"role\":\"assistant\",\"content\":\"".getBytes(UTF_8);
  private static final byte[] FOLLOW_UP =
      "\"},{\"role\":\"user\",\"content\":\"Go on.\"}".getBytes(UTF_8);

  private final RequestSource requestSource;
  private final int turns;

  /** The messages so far, but for the bracket that ends their array. */
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  private @Nullable ChatBody body;
  private int turn;

  /**
   * @param turns of each conversation, 1 or more
   */
  public Conversation(RequestSource requestSource, int turns) {
    this.requestSource = requestSource;
    this.turns = turns;
  }

  /** The next request; the caller's to release. */
  public ByteBuf next() {
    ChatBody current = body;
    if (current == null) {
      return start();
    }
    turn++;
    return requestSource.encode(current, closedMessages());
  }

  private byte[] closedMessages() {
    byte[] array = Arrays.copyOf(messages.toByteArray(), messages.size() + 1);
    array[array.length - 1] = ']';
    return array;
  }

  private ByteBuf start() {
    PreparedRequest first = requestSource.next();
    turn = 1;
    if (turns > 1) {
      body = first.body();
      messages.reset();
      messages.writeBytes(first.openMessages());
    }
    return first.bytes();
  }

  /**
   * What the server answered to the last request.
   *
   * @param text null where it failed; a conversation can't go on from that, nor from no text
   */
  public void onResponse(@Nullable String text) {
    if (text == null || text.isEmpty() || turn >= turns) {
      body = null;
    } else if (body != null) {
      messages.writeBytes(ASSISTANT_MESSAGE);
      messages.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
      messages.writeBytes(FOLLOW_UP);
    }
  }
}
