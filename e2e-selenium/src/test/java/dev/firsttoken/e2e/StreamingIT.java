package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.servers.ChatEvents.END;
import static dev.firsttoken.e2e.servers.ChatEvents.HEADERS;
import static dev.firsttoken.e2e.servers.ChatEvents.content;
import static dev.firsttoken.e2e.servers.ChatEvents.reasoning;
import static dev.firsttoken.e2e.servers.ChatEvents.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.servers.CounterValues;
import dev.firsttoken.wire.testing.Peer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** A response while it streams, and after. */
class StreamingIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  private final Semaphore next = new Semaphore(0);

  /** Sends the first text at once, and the second one and the end when they are released. */
  private void respondInSteps(String first, String second) {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content(first));
              next.acquire();
              peer.send(content(second));
              next.acquire();
              peer.send(END);
            });
  }

  @Test
  void textGrowsBeforeTheStreamEnds() {
    respondInSteps("The first ", "and the second part.");
    ChatMessage message = STAGE.openChat().send("Hello");

    message.awaitText("The first");
    next.release();
    message.awaitText("The first and the second part.");
    assertThat(message.state()).isEqualTo("streaming");
    next.release();
    message.awaitState("complete");
  }

  @Test
  void reasoningShowsWhileItStreamsAndFoldsAfter() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + reasoning("Light is scattered."));
              next.acquire();
              peer.send(content("Because of scattering.") + END);
            });
    ChatMessage message = STAGE.openChat().send("Why is the sky blue?");

    message.awaitReasoning(true);
    message.awaitText("reasoning", "Light is scattered.");
    next.release();
    message.awaitState("complete");
    message.awaitReasoning(false);
    assertThat(message.text()).isEqualTo("Because of scattering.");
    message.toggleReasoning();
    message.awaitReasoning(true);
    message.awaitText("reasoning", "Light is scattered.");
  }

  @Test
  void readersOwnToggleOfTheReasoningWins() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + reasoning("First thought."));
              next.acquire();
              peer.send(reasoning(" Second thought.") + content("Done."));
              next.acquire();
              peer.send(END);
            });
    ChatMessage message = STAGE.openChat().send("Think");
    message.awaitText("reasoning", "First thought.");

    message.toggleReasoning();
    message.awaitReasoning(false);
    next.release();
    message.awaitText("Done.");
    message.awaitReasoning(false);
    message.toggleReasoning();
    next.release();
    message.awaitState("complete");

    message.awaitReasoning(true);
  }

  @Test
  void stopAbortsTheUpstreamAndCountsAsClientGone() throws InterruptedException {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("A start"));
              peer.awaitClose();
            });
    CounterValues before = STAGE.proxy().counters();
    ChatPage page = STAGE.openChat();
    ChatMessage message = page.send("Hello");
    message.awaitText("A start");
    Peer upstream = STAGE.upstream().awaitChat();

    page.awaitShown("stop").click();

    message.awaitState("stopped");
    assertThat(upstream.awaitDisconnect(Duration.ofSeconds(10))).isTrue();
    assertThat(message.text()).contains("A start");
    assertThat(message.isShown("error")).isFalse();
    CounterValues after = STAGE.awaitGrowth(before, "chat_requests_total");
    assertThat(after.growthSince(before, "chat_stream_endings_total", "ending=\"client_gone\""))
        .isEqualTo(1);
    assertThat(after.growthSince(before, "chat_requests_total", "status=\"499\"")).isEqualTo(1);
    assertThat(after.growthSince(before, "chat_requests_total")).isEqualTo(1);
  }

  @Test
  void regenerateAsksAgainForTheSameMessage() {
    STAGE.upstream().respondBy(peer -> peer.send(response("First try.")));
    ChatPage page = STAGE.openChat();
    ChatMessage message = page.send("Hello");
    message.awaitState("complete");
    STAGE.upstream().respondBy(peer -> peer.send(response("Second try.")));

    message.find("regenerate").click();

    message.awaitText("Second try.");
    assertThat(page.userMessages()).hasSize(1);
    assertThat(STAGE.upstream().chats().getLast().text())
        .contains("Hello")
        .doesNotContain("First try.");
  }

  @Test
  void editedMessageIsAskedInPlaceOfTheFirst() {
    STAGE.upstream().respondBy(peer -> peer.send(response("A response.")));
    ChatPage page = STAGE.openChat();
    ChatMessage message = page.send("Helo");
    message.awaitState("complete");

    page.find("edit").click();
    page.awaitShown("edit-input").sendKeys(Keys.END, " world");
    page.find("edit-send").click();
    message.awaitState("complete");

    assertThat(page.userMessages()).singleElement().asString().contains("Helo world");
    assertThat(STAGE.upstream().chats().getLast().text()).contains("Helo world");
  }

  @Test
  void copySaysThatItCopied() {
    STAGE.upstream().respondBy(peer -> peer.send(response("To be **copied**.")));
    ChatMessage message = STAGE.openChat().send("Hello");
    message.awaitState("complete");

    message.find("copy").click();

    message.awaitText("copy", "copied");
  }

  @Test
  void syntheticModelStreamsWithoutAnUpstream() {
    ChatPage page = STAGE.openChat();
    int chats = STAGE.upstream().chats().size();
    page.useSyntheticModel(
        Map.of("knob-frames", "40", "knob-delay-ms", "1", "knob-reasoning-frames", "10"));
    ChatMessage message = page.send("Hello");

    assertThat(message.awaitEnd()).isEqualTo("complete");
    assertThat(message.text()).contains("the quick");
    message.awaitReasoning(false);
    message.awaitText("stats", "40 tokens");
    assertThat(STAGE.upstream().chats()).hasSize(chats);
  }

  @Test
  void hiddenPageKeepsUp() {
    respondInSteps("Seen. ", "Unseen.");
    ChatMessage message = STAGE.openChat().send("Hello");
    message.awaitText("Seen.");
    STAGE.browser().hide();
    try {
      next.release();
      message.awaitText("Seen. Unseen.");
      next.release();
      message.awaitState("complete");
    } finally {
      STAGE.browser().show();
    }
  }
}
