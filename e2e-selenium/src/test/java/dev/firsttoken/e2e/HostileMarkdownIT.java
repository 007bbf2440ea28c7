package dev.firsttoken.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.servers.ChatEvents;
import dev.firsttoken.wire.testing.ScriptedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Markdown of a model that wants to run code, load files or send the reader elsewhere. */
class HostileMarkdownIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  private static final String TRICKS =
      """
      <script>window.hacked = 'script'</script>
      <img src="x" onerror="window.hacked = 'onerror'">
      <svg onload="window.hacked = 'onload'"></svg>
      <iframe srcdoc="<script>parent.hacked = 'iframe'</script>"></iframe>
      <a href="javascript:window.hacked = 'anchor'">anchor</a>
      <style>body { background: url(TRACKER/style) }</style>

      ![pixel](TRACKER/pixel.png)
      ![script](javascript:window.hacked='image')
      [script](javascript:window.hacked='link')
      [mixed](JaVaScRiPt:window.hacked='mixed')
      [entity](java&#115;cript:window.hacked='entity')
      [tab](java\tscript:window.hacked='tab')
      [data](data:text/html,<script>alert(1)</script>)
      [host](//TRACKED_HOST/link)
      [file](file:///etc/passwd)
      <javascript:window.hacked='auto'>

      [reference]

      [reference]: javascript:window.hacked='reference

      ```html
      <script>window.hacked = 'code'</script>
      ```

      The end, with [a good link](https://example.com/).
      """;

  private static final String ANSWER = "[data-testid=\"answer\"] ";
  private static final String FORBIDDEN =
      String.join(
          ", ",
          ANSWER + "script",
          ANSWER + "img",
          ANSWER + "iframe",
          ANSWER + "object",
          ANSWER + "style",
          ANSWER + "[onload]",
          ANSWER + "[onerror]");
  private static final String LINKS = "[...document.querySelectorAll('" + ANSWER + "a[href]')]";
  private static final String HREFS = LINKS + ".map((link) => link.getAttribute('href'))";
  private static final String REL = LINKS + ".map((link) => link.rel + ' ' + link.target)";
  private static final String CLICK_ALL_LINKS_BUT_HTTP =
      "[...document.querySelectorAll('"
          + ANSWER
          + "a')].filter((link) => !/^https?:/.test(link.href)).forEach((link) => link.click())";

  @Test
  void tricksDoNothing() {
    try (ScriptedServer tracker =
        ScriptedServer.responding("HTTP/1.1 204 No Content\r\n\r\n".getBytes(UTF_8))) {
      String text =
          TRICKS
              .replace("TRACKER", tracker.baseUrl())
              .replace("TRACKED_HOST", "127.0.0.1:" + tracker.port());
      STAGE.upstream().respondBy(peer -> peer.send(ChatEvents.response(text)));
      ChatMessage message = STAGE.openChat().send("Trick me");
      message.awaitState("complete");
      message.awaitText("The end, with a good link.");

      STAGE.browser().run(CLICK_ALL_LINKS_BUT_HTTP);

      assertThat(STAGE.browser().run("return window.hacked === undefined")).isEqualTo(true);
      assertThat(STAGE.browser().count(FORBIDDEN)).isZero();
      assertThat(STAGE.browser().strings(HREFS))
          .contains("https://example.com/")
          .allMatch(href -> href.matches("(https?://|mailto:).*"));
      assertThat(tracker.peers()).isEmpty();
      assertThat(STAGE.browser().driver().getCurrentUrl()).startsWith(STAGE.proxy().url());
    }
  }

  @Test
  void linkOpensApartAndTellsNothing() {
    STAGE
        .upstream()
        .respondBy(peer -> peer.send(ChatEvents.response("[a link](https://example.com/)")));
    STAGE.openChat().send("A link").awaitState("complete");

    assertThat(STAGE.browser().strings(REL)).containsExactly("noopener noreferrer nofollow _blank");
  }
}
