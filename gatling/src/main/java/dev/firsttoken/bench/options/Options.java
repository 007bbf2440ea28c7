package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the user asked for, checked.
 *
 * @param shown every setting with a value, by its flag's name, for the header of the samples; the
 *     API key's value is not in it
 */
public record Options(
    Target target,
    Ask ask,
    Talk talk,
    Shape shape,
    Watch watch,
    Output output,
    Map<String, Object> shown) {

  /** Shown only where there are open levels, so that nobody takes them for a part of the others. */
  private static final Set<Setting> OF_OPEN_LEVELS =
      EnumSet.of(Setting.ARRIVALS, Setting.SEED, Setting.MAX_IN_FLIGHT);

  private static final Duration SHORTEST_LEVEL = Duration.ofMillis(2);
  private static final Duration SHORTEST_RAMP = Duration.ofMillis(1);

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
            watch(given, reader),
            Output.from(given, reader),
            shown(command, given));
    if (command == Command.SWEEP) {
      new Combination(given, options.shape).check();
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
    Open open =
        new Open(
            reader.rates(Setting.RATE),
            reader.spacing(Setting.ARRIVALS),
            requireNonNull(reader.number(Setting.SEED)),
            requireNonNull(reader.number(Setting.MAX_IN_FLIGHT)));
    Extent extent =
        new Extent(
            reader.number(Setting.TOTAL),
            reader.durationOrNone(Setting.DURATION, SHORTEST_LEVEL),
            requireNonNullElse(reader.durationOrNone(Setting.RAMP, SHORTEST_RAMP), Duration.ZERO),
            reader.number(Setting.WARMUP));
    return new Shape(
        requireNonNull(reader.number(Setting.REPEAT)),
        reader.numbers(Setting.CONCURRENCY),
        open,
        extent,
        reader.slo(Setting.SLO),
        reader.toggle(Setting.FIND_MAX));
  }

  private static Watch watch(Given given, Reader reader) {
    return new Watch(
        reader.number(Setting.WATCH_PID),
        reader.scraped(Setting.SCRAPE),
        given.has(Setting.SCRAPE),
        reader.readable(Setting.CALIBRATION));
  }

  private static Map<String, Object> shown(Command command, Given given) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Setting key : command.settings()) {
      String text = given.text(key);
      if (text != null && !idle(key, given)) {
        shown.put(key.flag(), key.shown(text));
      }
    }
    return Collections.unmodifiableMap(shown);
  }

  private static boolean idle(Setting key, Given given) {
    boolean used = key == Setting.MAX_IN_FLIGHT && given.has(Setting.TRACE);
    return OF_OPEN_LEVELS.contains(key) && !given.has(Setting.RATE) && !used;
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
        watch,
        output,
        Collections.unmodifiableMap(aimed));
  }
}
