package dev.firsttoken.e2e;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import dev.firsttoken.e2e.browser.Browser;
import java.util.List;
import java.util.Set;

/** Faults of a page that shut people out, as axe finds them. */
final class AxeFaults {
  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private AxeFaults() {}

  /** Describes each serious or critical fault of the page that is open. */
  static List<String> seriousFaults(Browser browser) {
    return new AxeBuilder()
        .analyze(browser.driver()).getViolations().stream()
            .filter(rule -> SERIOUS.contains(rule.getImpact()))
            .map(AxeFaults::describe)
            .toList();
  }

  private static String describe(Rule rule) {
    List<String> elements =
        rule.getNodes().stream()
            .map(node -> node.getHtml().lines().findFirst().orElse(""))
            .toList();
    return rule.getId() + ": " + rule.getHelp() + " " + elements;
  }
}
