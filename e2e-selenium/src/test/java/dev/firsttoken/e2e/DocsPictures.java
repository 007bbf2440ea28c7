package dev.firsttoken.e2e;

import dev.firsttoken.e2e.browser.Browser;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.ChatEvents;
import dev.firsttoken.e2e.servers.ScriptedChat;
import dev.firsttoken.e2e.servers.StartedProxy;
import dev.firsttoken.e2e.smoothness.TokenStream;
import dev.firsttoken.wire.testing.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Takes the pictures of the docs: a chat, a sweep and a comparison. */
final class DocsPictures {
  private static final int WIDTH = 1180;
  private static final long TTFT_NANOS = TimeUnit.MILLISECONDS.toNanos(180);
  private static final int TOKENS_PER_SECOND = 60;

  private static final List<String> THOUGHTS =
      List.of("The reader asks for ", "a cause, so I name ", "it first, ", "then the numbers.");
  private static final String RESPONSE =
      """
      Because air scatters **short waves** more than long ones: by the *fourth power* of the \
      frequency. So blue light reaches the eye from every direction, and red light goes straight on.

      | colour | wavelength | scattered, red = 1 |
      | --- | ---: | ---: |
      | red | 700 nm | 1.0 |
      | green | 530 nm | 3.0 |
      | blue | 450 nm | 5.9 |

      In the evening the path through the air is long, and red is what is left.
      """;

  private final Path folder;
  private final Browser browser;
  private final String site;

  private DocsPictures(Path folder, Browser browser, String site) {
    this.folder = folder;
    this.browser = browser;
    this.site = site;
  }

  /** Arguments: result.json of a sweep, the folder of a comparison, and where the pictures go. */
  public static void main(String[] args) throws IOException {
    Path sweep = Path.of(args[0]);
    Path comparison = Path.of(args[1]);
    Path folder = Files.createDirectories(Path.of(args[2]));
    try (ScriptedChat upstream = new ScriptedChat();
        StartedProxy proxy =
            StartedProxy.start(
                Map.of(
                    "LLM_BASE_URL",
                    upstream.baseUrl(),
                    "LLM_MODEL",
                    ScriptedChat.MODELS.getFirst()));
        Browser browser = Browser.start()) {
      upstream.respondBy(DocsPictures::respond);
      DocsPictures pictures = new DocsPictures(folder, browser, proxy.url());
      pictures.takeChat();
      pictures.takeResults(sweep);
      pictures.takeComparison(comparison);
    }
  }

  private static void respond(Peer peer) throws IOException {
    List<String> events = new ArrayList<>(THOUGHTS.stream().map(ChatEvents::reasoning).toList());
    events.addAll(TokenStream.of(RESPONSE, TOKENS_PER_SECOND).events());
    LockSupport.parkNanos(TTFT_NANOS);
    new TokenStream(List.copyOf(events), TOKENS_PER_SECOND).sendTo(peer);
  }

  private void takeChat() {
    browser.resize(WIDTH, 640);
    // The first request pays for the start of the proxy, which is no part of the picture.
    ChatPage.open(browser, site).send("Hello?").awaitTimes();
    ChatPage.open(browser, site).send("Why is the sky blue?").awaitTimes();
    // All of the chat, so that the question is not cut off by the header.
    browser.fit(WIDTH, 640, ".conversation-scroll");
    save("chat");
  }

  private void takeResults(Path result) {
    browser.resize(WIDTH, 860);
    ResultsPage page = ResultsPage.open(browser, site).openFiles(result);
    page.awaitShown("chart-distribution");
    hide("drop-area", "open-files");
    save("results");
  }

  private void takeComparison(Path comparison) {
    browser.resize(WIDTH, 900);
    ResultsPage page =
        ResultsPage.open(browser, site)
            .openFiles(comparison.resolve("result.json"), comparison.resolve("compare.json"));
    page.awaitShown("verdicts");
    page.awaitShown("chart-distribution");
    hide("drop-area", "open-files");
    // Down to the first two charts, and through none.
    double end =
        browser.number(
            "document.querySelector(\"[data-testid='chart-load']\").parentElement"
                + ".children[1].getBoundingClientRect().bottom");
    browser.resize(WIDTH, (int) Math.ceil(end) + 16);
    save("comparison");
  }

  /** Hides parts by their class that say nothing in a picture. */
  private void hide(String... classes) {
    Stream.of(classes)
        .forEach(
            name ->
                browser.run(
                    "document.querySelectorAll('.' + arguments[0])"
                        + ".forEach((part) => { part.style.display = 'none' })",
                    name));
  }

  private void save(String name) {
    Path file = folder.resolve(name + ".png");
    browser.saveScreenshot(file);
    System.out.println(file);
  }
}
