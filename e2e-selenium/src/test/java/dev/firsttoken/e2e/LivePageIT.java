package dev.firsttoken.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

/** The live page beside a load. */
class LivePageIT {
  private static final int STREAMS = 5;

  /** Four seconds, so that several readings fall into it. */
  private static final String STREAM =
      "{\"model\":\"synthetic\",\"stream\":true,\"frames\":200,\"delay_ms\":20,\"ttft_ms\":30,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @RegisterExtension static final Stage STAGE = Stage.synthetic();

  @Test
  void pageFollowsALoadToItsEnd() {
    STAGE.browser().open(STAGE.proxy().url() + "/#live");
    awaitSummary("0 requests in flight");

    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      CompletableFuture<?>[] streams =
          IntStream.range(0, STREAMS)
              .mapToObj(ignored -> send(client))
              .toArray(CompletableFuture<?>[]::new);
      awaitSummary(STREAMS + " requests in flight, TTFT p95");
      STAGE
          .browser()
          .until(
              "tokens per second are drawn",
              driver -> valueOf("Tokens per second").matches("now: tokens/s [1-9].*"));
      CompletableFuture.allOf(streams).join();
    }

    awaitSummary("0 requests in flight");
    assertThat(awaitSummary("nothing failed")).contains("in the last minute");
  }

  private static CompletableFuture<HttpResponse<Void>> send(HttpClient client) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(STAGE.proxy().url() + "/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(STREAM, UTF_8))
            .build();
    return client.sendAsync(request, BodyHandlers.discarding());
  }

  private static String awaitSummary(String text) {
    return STAGE
        .browser()
        .until(
            "the summary has " + text,
            driver -> {
              String summary =
                  driver.findElement(By.cssSelector("[data-testid='live-summary']")).getText();
              return summary.contains(text) ? summary : null;
            });
  }

  /** Text that a screen reader hears for a chart. */
  private static String valueOf(String chart) {
    return String.valueOf(
        STAGE
            .browser()
            .driver()
            .findElement(By.cssSelector("[aria-label='" + chart + "']"))
            .getDomAttribute("aria-valuetext"));
  }
}
