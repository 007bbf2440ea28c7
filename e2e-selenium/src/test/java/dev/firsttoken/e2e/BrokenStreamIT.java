package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.Sentences.assertIsSentence;
import static dev.firsttoken.e2e.servers.ChatEvents.HEADERS;
import static dev.firsttoken.e2e.servers.ChatEvents.content;
import static dev.firsttoken.e2e.servers.ChatEvents.error;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.servers.ChatEvents;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams that break: what came stays, and a sentence says what happened. */
class BrokenStreamIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  /**
   * Lets the stream go on to where it breaks: a browser drops what it has not handed over by then.
   */
  private final Semaphore next = new Semaphore(0);

  @Test
  void tableThatBreaksOffStaysATable() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS);
              peer.send(content("| fruit | price |\n| --- | --- |\n| apple | 3 |\n| pea"));
              next.acquire();
              peer.close();
            });
    ChatMessage message = STAGE.openChat().send("A table");
    message.awaitText("pea");
    next.release();

    message.awaitState("failed");
    assertThat(message.text()).contains("apple").contains("pea");
    assertThat(STAGE.browser().count("[data-testid='answer'] table")).isEqualTo(1);
    assertIsSentence(message.error());
    assertThat(message.error()).contains("What came is kept.");
  }

  @Test
  void emojiThatBreaksOffLosesItselfOnly() {
    byte[] last = content("and a \uD83C\uDF4E").getBytes(UTF_8);
    int emoji = new String(last, UTF_8).indexOf('\uD83C');
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("An apple "));
              next.acquire();
              // Two of the emoji's four bytes; all before it is ASCII.
              peer.send(Arrays.copyOf(last, emoji + 2));
              peer.close();
            });
    ChatMessage message = STAGE.openChat().send("An emoji");
    message.awaitText("An apple");
    next.release();

    message.awaitState("failed");
    assertThat(message.text()).contains("An apple").doesNotContain("\uFFFD");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("What came is kept.");
  }

  @Test
  void emojiThatTwoReadsShareIsWhole() {
    byte[] stream = (HEADERS + content("An apple") + content(" \uD83C\uDF4E.")).getBytes(UTF_8);
    int cut = new String(stream, UTF_8).indexOf('\uD83C') + 2;
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(Arrays.copyOf(stream, cut));
              next.acquire();
              peer.send(Arrays.copyOfRange(stream, cut, stream.length));
              peer.send(ChatEvents.END);
            });
    ChatMessage message = STAGE.openChat().send("An emoji");
    message.awaitText("An apple");

    next.release();

    message.awaitState("complete");
    assertThat(message.text()).isEqualTo("An apple \uD83C\uDF4E.");
  }

  @Test
  void jsonThatBreaksOffLosesItsEventOnly() {
    byte[] event = content(" and more").getBytes(UTF_8);
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("A start"));
              next.acquire();
              peer.send(Arrays.copyOf(event, event.length / 2));
              peer.close();
            });
    ChatMessage message = STAGE.openChat().send("Hello");
    message.awaitText("A start");
    next.release();

    message.awaitState("failed");
    assertThat(message.text()).isEqualTo("A start");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("What came is kept.");
  }

  @Test
  void errorEventIsShownWithItsReason() {
    STAGE
        .upstream()
        .respondBy(
            peer ->
                peer.send(
                    HEADERS
                        + content("A start")
                        + error("The GPU ran out of memory.")
                        + ChatEvents.END));
    ChatPage page = STAGE.openChat();
    ChatMessage message = page.send("Hello");

    message.awaitState("failed");
    assertThat(message.text()).isEqualTo("A start");
    assertThat(message.error()).contains("The GPU ran out of memory");
  }

  @Test
  void nextMessageWorksAfterAFailure() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("A start"));
              peer.close();
            });
    ChatPage page = STAGE.openChat();
    page.send("Hello").awaitState("failed");
    STAGE.upstream().respondBy(peer -> peer.send(ChatEvents.response("Better.")));

    ChatMessage message = page.send("Again");

    message.awaitState("complete");
    assertThat(message.text()).isEqualTo("Better.");
  }
}
