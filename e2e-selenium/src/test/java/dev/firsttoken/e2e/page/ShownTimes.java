package dev.firsttoken.e2e.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * Times below a response, as they are shown.
 *
 * @param ttftMillis time to the first token as the browser measured it
 * @param parts time of each part of the bar, in ms, in the order of the bar
 */
public record ShownTimes(double ttftMillis, Map<String, Double> parts) {
  private static final Pattern TTFT = Pattern.compile("TTFT ([\\d.\u202f]+ m?s)");
  private static final Pattern PART = Pattern.compile("(\\D+) ([\\d.\u202f]+ m?s)");

  static ShownTimes read(WebElement stats) {
    Matcher ttft = TTFT.matcher(stats.getText());
    Map<String, Double> parts = new LinkedHashMap<>();
    for (WebElement part : stats.findElements(By.cssSelector("[data-testid='clock-bar'] li"))) {
      Matcher matcher = PART.matcher(part.getText());
      if (matcher.matches()) {
        parts.put(matcher.group(1).strip(), millis(matcher.group(2)));
      }
    }
    return new ShownTimes(ttft.find() ? millis(ttft.group(1)) : Double.NaN, parts);
  }

  private static double millis(String time) {
    double value = Double.parseDouble(time.replaceAll("[^\\d.]", ""));
    return time.endsWith(" ms") ? value : value * 1_000;
  }
}
