package dev.firsttoken.e2e.smoothness;

import dev.firsttoken.e2e.servers.ChatEvents;
import dev.firsttoken.wire.testing.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A text that streams at a steady rate, in pieces of four characters.
 *
 * @param events content events, one for each piece
 * @param tokensPerSecond rate of the pieces
 */
public record TokenStream(List<String> events, int tokensPerSecond) {
  private static final int PIECE = 4;

  /** Splits a text that is ASCII. */
  public static TokenStream of(String text, int tokensPerSecond) {
    List<String> events = new ArrayList<>();
    for (int at = 0; at < text.length(); at += PIECE) {
      events.add(ChatEvents.content(text.substring(at, Math.min(text.length(), at + PIECE))));
    }
    return new TokenStream(List.copyOf(events), tokensPerSecond);
  }

  /** Sends the stream. A piece that is late goes at once, and delays no other. */
  public void sendTo(Peer peer) throws IOException {
    peer.send(ChatEvents.HEADERS);
    long start = System.nanoTime();
    for (int i = 0; i < events.size(); i++) {
      long due = start + TimeUnit.SECONDS.toNanos(i) / tokensPerSecond;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      peer.send(events.get(i));
    }
    peer.send(ChatEvents.END);
  }
}
