package dev.firsttoken.e2e.smoothness;

import dev.firsttoken.e2e.browser.Browser;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.servers.ScriptedChat;
import dev.firsttoken.e2e.servers.StartedProxy;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how smooth the chat page is while text streams into it, and prints a Markdown table. The
 * rounds of all cases take turns; each row has the worst of its rounds.
 */
public final class PageSmoothness {
  private static final int CHARACTERS = 16_000;
  private static final List<Case> CASES =
      List.of(
          new Case("headings, prose, tables, code, lists", MarkdownTexts.mixed(CHARACTERS), 0),
          new Case("the same after 200 messages", MarkdownTexts.mixed(CHARACTERS), 200),
          new Case("one block of code", MarkdownTexts.code(CHARACTERS), 0),
          new Case("one paragraph", MarkdownTexts.paragraph(CHARACTERS), 0),
          new Case("one table of 1,000 rows", MarkdownTexts.table(1_000), 0));

  /**
   * One kind of response.
   *
   * @param messagesBefore messages in the chat before it
   */
  private record Case(String name, String text, int messagesBefore) {}

  private final ScriptedChat upstream;
  private final StartedProxy proxy;
  private final Browser browser;
  private final FrameRecorder recorder;

  private PageSmoothness(ScriptedChat upstream, StartedProxy proxy, Browser browser) {
    this.upstream = upstream;
    this.proxy = proxy;
    this.browser = browser;
    this.recorder = FrameRecorder.install(browser);
  }

  /** Runs with the options {@code --rounds=3} and {@code --rate=2000} (tokens per second). */
  public static void main(String[] args) {
    int rounds = option(args, "--rounds=", 3);
    int rate = option(args, "--rate=", 2_000);
    try (ScriptedChat upstream = new ScriptedChat();
        StartedProxy proxy =
            StartedProxy.start(
                Map.of("LLM_BASE_URL", upstream.baseUrl(), "LLM_MODEL", "scripted"));
        Browser browser = Browser.start()) {
      new PageSmoothness(upstream, proxy, browser).run(rounds, rate);
    }
  }

  private static int option(String[] args, String name, int defaultValue) {
    return List.of(args).stream()
        .filter(arg -> arg.startsWith(name))
        .map(arg -> Integer.parseInt(arg.substring(name.length())))
        .reduce((first, last) -> last)
        .orElse(defaultValue);
  }

  private void run(int rounds, int rate) {
    Map<Case, List<FrameStats>> results = new LinkedHashMap<>();
    // The first page of a browser runs code that is not compiled yet.
    measure(CASES.getFirst(), rate);
    for (int round = 1; round <= rounds; round++) {
      for (Case measured : CASES) {
        System.err.printf("round %d of %d: %s%n", round, rounds, measured.name());
        results.computeIfAbsent(measured, key -> new ArrayList<>()).add(measure(measured, rate));
      }
    }
    print(results, rounds, rate);
  }

  private void print(Map<Case, List<FrameStats>> results, int rounds, int rate) {
    System.out.printf(
        "%,d tokens of 4 characters at %,d per second; %s, %d cores, %s; worst of %d rounds%n%n",
        CHARACTERS / 4,
        rate,
        browser.version(),
        Runtime.getRuntime().availableProcessors(),
        LocalDate.now(ZoneOffset.UTC),
        rounds);
    System.out.println(
        "| text | tasks over 50 ms | longest task, ms | frame p95, ms | longest frame, ms |");
    System.out.println("|---|---|---|---|---|");
    results.forEach((measured, stats) -> System.out.println(row(measured, stats)));
  }

  private FrameStats measure(Case measured, int rate) {
    TokenStream stream = TokenStream.of(measured.text(), rate);
    browser.clearStorage(proxy.url());
    ChatPage page = ChatPage.open(browser, proxy.url());
    LongChat.fill(page, upstream, measured.messagesBefore());
    upstream.respondBy(stream::sendTo);
    recorder.start();
    page.send("Go on").awaitState("complete");
    return recorder.stop();
  }

  private static String row(Case measured, List<FrameStats> rounds) {
    int tasks = rounds.stream().mapToInt(stats -> stats.longTasks().size()).max().orElse(0);
    return "| %s | %d | %.0f | %.0f | %.0f |"
        .formatted(
            measured.name(),
            tasks,
            worst(rounds.stream().map(FrameStats::longestTask).toList()),
            worst(rounds.stream().map(FrameStats::frameP95).toList()),
            worst(rounds.stream().map(FrameStats::frameMax).toList()));
  }

  private static double worst(List<Double> values) {
    return values.stream().max(Comparator.naturalOrder()).orElse(0.0);
  }
}
