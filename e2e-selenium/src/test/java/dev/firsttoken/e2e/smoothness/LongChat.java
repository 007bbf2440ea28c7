package dev.firsttoken.e2e.smoothness;

import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.servers.ChatEvents;
import dev.firsttoken.e2e.servers.ScriptedChat;

/** A chat that has gone on for a while. */
public final class LongChat {
  private static final String RESPONSE =
      "Three facts:\n\n- one\n- two\n- three\n\n" + MarkdownTexts.table(2);

  private LongChat() {}

  /** Sends short messages until the chat has so many, responses included. */
  public static void fill(ChatPage page, ScriptedChat upstream, int messages) {
    upstream.respondBy(peer -> peer.send(ChatEvents.response(RESPONSE)));
    for (int sent = 0; sent < messages; sent += 2) {
      page.send("Tell me more").awaitState("complete");
    }
  }
}
