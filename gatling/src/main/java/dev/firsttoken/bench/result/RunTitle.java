package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.ControlCharacters;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in a line what a run measures: target, model, prompt and load. */
public final class RunTitle {
  private static final int MAX_PROMPT = 40;
  private static final int MAX_VALUE = 60;
  private static final String PLAIN = "plain GET requests";

  /** Options that the title shows. */
  private static final Set<String> NO_FLAGS =
      Set.of("url", "base-url", "model", "stamp", "input-tokenizer");

  private final RecordedCommand command;
  private final Map<String, Object> options;

  private RunTitle(RecordedCommand command, Map<String, Object> options) {
    this.command = command;
    this.options = options;
  }

  /** Returns the title of a run that has begun. */
  public static String of(RunHeader header) {
    return of(
        header.command(),
        header.options(),
        header.targets().stream().map(RunHeader.Target::name).toList());
  }

  /**
   * Returns the title.
   *
   * @param options by flag, as a header records them
   * @param targets names of the servers of a comparison; empty for any other command
   */
  public static String of(
      RecordedCommand command, Map<String, Object> options, List<String> targets) {
    RunTitle title = new RunTitle(command, options);
    List<String> parts = new ArrayList<>();
    parts.add(targets.isEmpty() ? title.url() : join(targets));
    parts.add(title.model());
    parts.add(title.prompts());
    parts.add(title.responses());
    parts.add(title.load());
    parts.removeIf(String::isEmpty);
    return clean(command.label() + ": " + String.join(", ", parts));
  }

  /** Returns the title and the flags that it leaves out, each value cut to a readable length. */
  public static String withFlags(
      RecordedCommand command, Map<String, Object> options, List<String> targets) {
    StringBuilder text = new StringBuilder(of(command, options, targets));
    options.forEach(
        (flag, value) -> {
          if (!NO_FLAGS.contains(flag)) {
            text.append(" --")
                .append(flag)
                .append('=')
                .append(cut(String.valueOf(value), MAX_VALUE));
          }
        });
    return clean(text.toString());
  }

  private String url() {
    String url = text("url");
    return url == null ? "" : url;
  }

  private String model() {
    String model = text("model");
    if (model != null) {
      return "model " + model;
    }
    return switch (command) {
      case COMPARE -> "micro".equals(text("mode")) ? PLAIN : "synthetic streams";
      case MICRO -> PLAIN;
      case MERGE -> "";
      case SMOKE, RUN, SWEEP, CALIBRATE -> "the server's own model";
    };
  }

  private String responses() {
    String tokens = text("output-tokens");
    return tokens == null ? "" : "responses of " + tokens + " tokens";
  }

  private String prompts() {
    if (text("trace") != null) {
      return "trace " + text("trace");
    }
    if (text("input-tokens") != null) {
      return "prompts of %s tokens by %s".formatted(text("input-tokens"), text("input-tokenizer"));
    }
    for (String file : List.of("dataset", "prompts")) {
      if (text(file) != null) {
        return "prompts of " + text(file);
      }
    }
    if (text("frames") != null) {
      String delay = text("delay-ms");
      return text("frames") + " events each" + (delay == null ? "" : ", " + delay + " ms apart");
    }
    String prompt = text("prompt");
    return prompt == null ? "" : "prompt \"%s\"".formatted(cut(prompt, MAX_PROMPT));
  }

  private String load() {
    List<String> parts = new ArrayList<>();
    addLoads(parts);
    addIfGiven(parts, "total", "%s requests a level");
    addIfGiven(parts, "duration", "%s a level");
    addIfGiven(parts, "rounds", "%s rounds");
    return String.join(", ", parts);
  }

  private void addLoads(List<String> parts) {
    String repeat = text("repeat");
    if (repeat != null) {
      parts.add(repeat.equals("1") ? "one request" : repeat + " requests one after the other");
    }
    String users = text("concurrency");
    if (users != null) {
      boolean isSearch = "true".equals(text("find-max"));
      parts.add(
          (isSearch ? "a search up to " : "")
              + join(List.of(users.split(",", -1)))
              + (users.equals("1") ? " user" : " users"));
    }
    String rates = text("rate");
    if (rates != null) {
      parts.add(join(List.of(rates.split(",", -1))) + " requests per second");
    }
  }

  private void addIfGiven(List<String> parts, String flag, String format) {
    String value = text(flag);
    if (value != null) {
      parts.add(format.replace("%s", value));
    }
  }

  private @Nullable String text(String flag) {
    Object value = options.get(flag);
    return value == null ? null : value.toString();
  }

  private static String join(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max - 1) + "…";
  }

  /** Values come from a command line or a file, and must neither break the line nor drive it. */
  private static String clean(String text) {
    return ControlCharacters.replace(text);
  }
}
