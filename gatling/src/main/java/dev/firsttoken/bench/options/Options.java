package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the user asked for, checked.
 *
 * @param resultsDir null: results/&lt;time&gt;-&lt;command&gt;
 * @param json a second place for the result
 * @param shown every setting with a value, by its flag's name, for the header of the samples; the
 *     API key's value is not in it
 */
public record Options(
    Target target,
    Ask ask,
    Talk talk,
    Shape shape,
    @Nullable Path resultsDir,
    @Nullable Path json,
    Map<String, Object> shown) {

  /**
   * Reads and checks everything at once.
   *
   * @throws BadOption for the first value that can't be used
   */
  public static Options from(Command command, Given given) {
    Reader reader = new Reader(given);
    Options options =
        new Options(
            target(given, reader),
            ask(reader),
            Talk.from(given, reader),
            shape(reader),
            reader.newFolder(Setting.RESULTS_DIR),
            reader.writable(Setting.JSON),
            shown(command, given));
    if (command == Command.SWEEP) {
      checkUsers(given, options.shape);
    }
    checkReasoning(given, options.ask);
    return options;
  }

  private static Target target(Given given, Reader reader) {
    return new Target(
        reader.endpoint(),
        given.has(Setting.BASE_URL),
        reader.duration(Setting.TIMEOUT),
        reader.visible(Setting.API_KEY),
        reader.readable(Setting.CA_FILE));
  }

  private static Ask ask(Reader reader) {
    Map<String, Integer> knobs = new LinkedHashMap<>();
    knob(knobs, "frames", reader.number(Setting.FRAMES));
    knob(knobs, "delay_ms", reader.number(Setting.DELAY_MS));
    knob(knobs, "bytes_per_frame", reader.number(Setting.BYTES_PER_FRAME));
    knob(knobs, "ttft_ms", reader.number(Setting.TTFT_MS));
    knob(knobs, "reasoning_frames", reader.number(Setting.REASONING_FRAMES));
    return new Ask(
        reader.name(Setting.MODEL),
        reader.needed(Setting.PROMPT),
        reader.number(Setting.MAX_TOKENS),
        Collections.unmodifiableMap(knobs));
  }

  private static void knob(Map<String, Integer> knobs, String name, @Nullable Integer value) {
    if (value != null) {
      knobs.put(name, value);
    }
  }

  private static Shape shape(Reader reader) {
    return new Shape(
        requireNonNull(reader.number(Setting.REPEAT)),
        reader.numbers(Setting.CONCURRENCY),
        reader.number(Setting.TOTAL),
        reader.number(Setting.WARMUP));
  }

  private static Map<String, Object> shown(Command command, Given given) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Setting key : command.settings()) {
      String text = given.text(key);
      if (text != null) {
        shown.put(key.flag(), key.shown(text));
      }
    }
    return Collections.unmodifiableMap(shown);
  }

  // A level of 32 users with 8 requests would be a level of 8 under a false name.
  private static void checkUsers(Given given, Shape shape) {
    int users = Collections.max(shape.concurrency());
    Integer total = shape.total();
    if (total != null && total < users) {
      throw given.bad(
          Setting.TOTAL,
          "must be at least the %,d users of --concurrency: each sends one".formatted(users));
    }
  }

  private static void checkReasoning(Given given, Ask ask) {
    Integer frames = ask.knobs().get("frames");
    Integer reasoning = ask.knobs().get("reasoning_frames");
    if (frames != null && reasoning != null && reasoning > frames) {
      throw given.bad(Setting.REASONING_FRAMES, "must be at most --frames=%d".formatted(frames));
    }
  }

  /** The same against another server and model. */
  public Options aimedAt(URI chat, String model) {
    Map<String, Object> aimed = new LinkedHashMap<>(shown);
    aimed.put(Setting.BASE_URL.flag(), chat.resolve("/").toString());
    aimed.put(Setting.MODEL.flag(), model);
    return new Options(
        new Target(chat, true, target.timeout(), target.apiKey(), target.caFile()),
        new Ask(model, ask.prompt(), ask.maxTokens(), ask.knobs()),
        talk,
        shape,
        resultsDir,
        json,
        Collections.unmodifiableMap(aimed));
  }
}
