package dev.firsttoken.bench.baselines;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Version of a tool: numbers, the most significant first. Missing ones count as 0. */
record ToolVersion(List<Integer> numbers) implements Comparable<ToolVersion> {
  private static final String NUMBER = "\\d{1,9}";
  private static final Pattern VERSION = Pattern.compile(NUMBER + "(?:\\." + NUMBER + ")*");
  private static final Pattern DOTTED = Pattern.compile(NUMBER + "(?:\\." + NUMBER + ")+");

  /**
   * Parses a version like 20.19.
   *
   * @return the version, or null if it is none
   */
  static @Nullable ToolVersion parse(String text) {
    return VERSION.matcher(text).matches()
        ? new ToolVersion(Arrays.stream(text.split("\\.", -1)).map(Integer::valueOf).toList())
        : null;
  }

  /**
   * Finds the version in what a tool prints: the first dotted number, else the first number.
   *
   * @return the version, or null if there is no number
   */
  static @Nullable ToolVersion find(String output) {
    Matcher dotted = DOTTED.matcher(output);
    if (dotted.find()) {
      return parse(dotted.group());
    }
    Matcher single = VERSION.matcher(output);
    return single.find() ? parse(single.group()) : null;
  }

  @Override
  public int compareTo(ToolVersion other) {
    for (int index = 0; index < Math.max(numbers.size(), other.numbers.size()); index++) {
      int order = Integer.compare(number(index), other.number(index));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }

  @Override
  public String toString() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
