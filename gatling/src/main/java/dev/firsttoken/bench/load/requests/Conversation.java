package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.firsttoken.bench.samples.AskedTokens;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Conversation of one virtual user with the server: a prompt, then a fixed follow-up in each
 * further turn. Each request repeats all messages so far, including the responses as received.
 * After the last turn, or after a response that can't be continued, a new conversation begins.
 */
public final class Conversation {
  private static final byte[] ASSISTANT_MESSAGE =
      ",{\"role\":\"assistant\",\"content\":\"".getBytes(UTF_8);
  private static final byte[] FOLLOW_UP =
      "\"},{\"role\":\"user\",\"content\":\"Go on.\"}".getBytes(UTF_8);

  private final RequestSource requestSource;
  private final int turns;

  /** Messages so far, as an array without its closing bracket. */
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  private @Nullable ChatBody body;
  private AskedTokens asked = AskedTokens.NONE;
  private int turn;

  /**
   * @param turns of each conversation, at least 1
   */
  public Conversation(RequestSource requestSource, int turns) {
    this.requestSource = requestSource;
    this.turns = turns;
  }

  /** Encodes the next request, which the caller releases. */
  public ByteBuf next() {
    ChatBody current = body;
    if (current == null) {
      return start();
    }
    turn++;
    asked = asked.withoutInput();
    return requestSource.encode(current, closedMessages());
  }

  /** Returns the lengths that the last request asked for. */
  public AskedTokens asked() {
    return asked;
  }

  private byte[] closedMessages() {
    byte[] array = Arrays.copyOf(messages.toByteArray(), messages.size() + 1);
    array[array.length - 1] = ']';
    return array;
  }

  private ByteBuf start() {
    PreparedRequest first = requestSource.next();
    asked = first.asked();
    turn = 1;
    if (turns > 1) {
      body = first.body();
      messages.reset();
      messages.writeBytes(first.openMessages());
    }
    return first.bytes();
  }

  /**
   * Adds the response to the last request. Without a text the conversation ends.
   *
   * @param text null if the request failed
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
