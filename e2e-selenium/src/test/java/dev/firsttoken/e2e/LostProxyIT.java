package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.Sentences.assertIsSentence;
import static dev.firsttoken.e2e.servers.ChatEvents.HEADERS;
import static dev.firsttoken.e2e.servers.ChatEvents.content;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page whose proxy is killed. It is one test, as the proxy is gone after it. */
class LostProxyIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  @Test
  void killedProxyIsASentenceInTheMessageAndInTheNextOne() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("A start"));
              peer.awaitClose();
            });
    ChatPage page = STAGE.openChat();
    ChatMessage message = page.send("Hello");
    message.awaitText("A start");

    STAGE.proxy().close();

    message.awaitState("failed");
    assertThat(message.text()).isEqualTo("A start");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("What came is kept.");
    ChatMessage next = page.send("Are you there?");
    next.awaitState("failed");
    assertIsSentence(next.error());
    assertThat(next.error()).contains("The proxy does not respond");
  }
}
