package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.servers.ChatEvents.END;
import static dev.firsttoken.e2e.servers.ChatEvents.HEADERS;
import static dev.firsttoken.e2e.servers.ChatEvents.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.page.ShownTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a response, by the clocks of the browser and of the proxy. */
class StatsIT {
  private static final int UPSTREAM_MILLIS = 150;
  private static final String KEY = "callers-own-key";
  private static final String PROXY_KEY = "proxys-own-key";

  @RegisterExtension
  static final Stage STAGE =
      Stage.with(Map.of("PROXY_API_KEY", PROXY_KEY, "ALLOW_PRIVATE_UPSTREAMS", "true"));

  @TempDir Path downloads;

  private final Semaphore next = new Semaphore(0);

  @Test
  void partsOfTheBarAddUpToTheBrowsersTtft() throws InterruptedException {
    ChatMessage message = sendToSlowUpstream(openChatWithKeys());

    ShownTimes times = message.awaitTimes();

    assertThat(times.parts().keySet())
        .containsExactly("network", "proxy", "model server", "then paint");
    assertThat(times.parts().get("model server")).isGreaterThanOrEqualTo(UPSTREAM_MILLIS);
    double sum =
        times.parts().entrySet().stream()
            .filter(part -> !part.getKey().equals("then paint"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    // One rounds to a whole ms, the others to a tenth.
    assertThat(sum).isCloseTo(times.ttftMillis(), within(1.3));
  }

  @Test
  void syntheticModelIsOnePart() {
    ChatPage page = openChatWithKeys();
    page.useSyntheticModel(
        Map.of("knob-frames", "20", "knob-delay-ms", "1", "knob-reasoning-frames", "0"));
    ChatMessage message = page.send("Hello");
    message.awaitState("complete");

    assertThat(message.awaitTimes().parts().keySet())
        .containsExactly("network", "synthetic model", "then paint");
  }

  @Test
  void stallIsTheLongestGap() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("One ") + content("two "));
              next.acquire();
              peer.send(content("three.") + END);
            });
    ChatMessage message = openChatWithKeys().send("Hello");
    message.awaitText("One two");
    passMillis(UPSTREAM_MILLIS);
    next.release();
    message.awaitState("complete");

    String gaps = message.awaitShown("gaps").getText();
    assertThat(Double.parseDouble(gaps.replaceAll("(?s).*longest ([\\d.]+) ms.*", "$1")))
        .isGreaterThanOrEqualTo(UPSTREAM_MILLIS);
  }

  @Test
  void rawEventsShowTheStreamAsItCame() {
    STAGE.upstream().respondBy(peer -> peer.send(HEADERS + content("Raw.") + END));
    ChatMessage message = openChatWithKeys().send("Hello");
    message.awaitState("complete");

    message.find("raw-events").click();

    message.awaitText("raw-events-panel", "\"content\":\"Raw.\"");
    message.awaitText("raw-events-panel", "[DONE]");
  }

  @Test
  void exportIsJsonWithTimesAndWithoutKeys() throws Exception {
    STAGE.browser().downloadTo(downloads);
    ChatMessage message = sendToSlowUpstream(openChatWithKeys());
    ShownTimes times = message.awaitTimes();

    message.find("export").click();

    Path file = STAGE.browser().until("the file is there", driver -> download());
    JsonNode chat = new ObjectMapper().readTree(file.toFile());
    assertThat(chat.at("/messages/0/text").asText()).isEqualTo("Hello");
    assertThat(chat.at("/messages/1/text").asText()).isEqualTo("Late.");
    assertThat(chat.at("/messages/1/browser/ttft_ms").asDouble())
        .isCloseTo(times.ttftMillis(), within(0.6));
    assertThat(chat.at("/messages/1/proxy/upstream_ms").asDouble())
        .isGreaterThanOrEqualTo(UPSTREAM_MILLIS);
    assertThat(Files.readString(file)).doesNotContain(KEY, PROXY_KEY);
  }

  private @Nullable Path download() {
    try (Stream<Path> files = Files.list(downloads)) {
      return files.filter(file -> file.toString().endsWith(".json")).findFirst().orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChatPage openChatWithKeys() {
    return STAGE
        .openChat()
        .enterProxyKey(PROXY_KEY)
        .openSettings()
        .set("setting-upstream-key", KEY)
        .close();
  }

  /** Sends a message whose first token takes the upstream some time. */
  private ChatMessage sendToSlowUpstream(ChatPage page) throws InterruptedException {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              next.acquire();
              peer.send(HEADERS + content("Late.") + END);
            });
    ChatMessage message = page.send("Hello");
    STAGE.upstream().awaitChat();
    passMillis(UPSTREAM_MILLIS + 1);
    next.release();
    message.awaitState("complete");
    return message;
  }

  private static void passMillis(int millis) {
    double start = STAGE.browser().number("performance.now()");
    STAGE
        .browser()
        .until(
            millis + " ms have passed",
            driver -> STAGE.browser().number("performance.now()") - start > millis);
  }
}
