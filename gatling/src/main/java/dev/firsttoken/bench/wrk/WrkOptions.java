package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.KeyRedaction;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.ComparedTarget;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All options of a run, valid alone and together.
 *
 * @param bin tool by its path or name, or null for wrk2, else wrk, in PATH
 * @param rateName name that the rate was given by, or null if it was not given
 * @param targets servers to load in turn; empty for that of {@code url} alone
 * @param rounds times that each server is loaded
 * @param reference server that the others are compared with, or null for the first
 * @param warmupSeconds load of each server before its first round; 0 for none
 * @param recorded the values by flag name, for the result
 */
public record WrkOptions(
    @Nullable String bin,
    URI url,
    WrkLoad load,
    @Nullable String rateName,
    List<ComparedTarget> targets,
    int rounds,
    @Nullable String reference,
    int warmupSeconds,
    Output output,
    Map<String, String> recorded) {
  private static final int HOUR_SECONDS = 3600;
  private static final int DAY_SECONDS = 24 * HOUR_SECONDS;
  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_CONNECTIONS = 10_000;
  private static final int MAX_THREADS = 256;
  private static final int MAX_ROUNDS = 200;

  /** A server that compiles as it runs is much slower at first. */
  private static final int WARMUP_OF_TARGETS_SECONDS = 3;

  public WrkOptions {
    targets = List.copyOf(targets);
    recorded = Collections.unmodifiableMap(new LinkedHashMap<>(recorded));
  }

  /**
   * Parses and checks all options.
   *
   * @param flags settings that were given as flags
   * @throws InvalidOptionException for the first invalid value
   */
  public static WrkOptions from(Map<WrkSetting, String> flags, Map<String, String> environment) {
    WrkValues values = new WrkValues(flags, environment);
    List<ComparedTarget> targets = targets(values);
    return new WrkOptions(
        values.text(WrkSetting.BIN),
        values.url(WrkSetting.URL),
        load(values),
        values.has(WrkSetting.RATE) ? values.displayName(WrkSetting.RATE) : null,
        targets,
        values.number(WrkSetting.ROUNDS, 1, MAX_ROUNDS),
        reference(values, targets),
        warmup(values, targets),
        output(values),
        recorded(values));
  }

  private static Output output(WrkValues values) {
    Path json = json(values);
    Path html = html(values);
    if (json != null && html != null && isSame(json, html)) {
      throw values.invalid(
          WrkSetting.JSON, "must be a different file from that of the HTML report");
    }
    return new Output(values.newDirectory(WrkSetting.RESULTS_DIR), json, null, html, null);
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  /** Returns the file of the report, or null for none. A flag wins over the variable. */
  private static @Nullable Path html(WrkValues values) {
    boolean isWanted = values.toggle(WrkSetting.HTML);
    if (values.has(WrkSetting.HTML) && !isWanted) {
      if (values.isFlag(WrkSetting.OUT)) {
        throw values.invalid(WrkSetting.HTML, "can't be given with --out, which implies --html");
      }
      return null;
    }
    Path named = values.writableFile(WrkSetting.OUT);
    if (named != null) {
      return named;
    }
    if (isWanted && !WrkValues.isWritable(Output.DEFAULT_HTML)) {
      throw values.invalid(
          WrkSetting.HTML,
          Output.DEFAULT_HTML
              + " can't be written to the current directory; name another file with --out");
    }
    return isWanted ? Output.DEFAULT_HTML : null;
  }

  private static @Nullable Path json(WrkValues values) {
    return Output.STANDARD_OUTPUT.equals(values.text(WrkSetting.JSON))
        ? null
        : values.writableFile(WrkSetting.JSON);
  }

  private static WrkLoad load(WrkValues values) {
    int connections = values.number(WrkSetting.CONNECTIONS, 1, MAX_CONNECTIONS);
    return new WrkLoad(
        values.number(WrkSetting.RATE, 1, MAX_RATE),
        values.seconds(WrkSetting.DURATION, 1, DAY_SECONDS),
        connections,
        Math.min(values.number(WrkSetting.THREADS, 1, MAX_THREADS), connections),
        values.seconds(WrkSetting.TIMEOUT, 1, HOUR_SECONDS));
  }

  /** Reads the list as {@code compare} does. */
  private static List<ComparedTarget> targets(WrkValues values) {
    String text = values.text(WrkSetting.TARGETS);
    return text == null
        ? List.of()
        : Options.from(
                Command.COMPARE,
                RawOptions.of(Setting.TARGETS, values.displayName(WrkSetting.TARGETS), text))
            .compareOptions()
            .targets();
  }

  private static @Nullable String reference(WrkValues values, List<ComparedTarget> targets) {
    String name = values.text(WrkSetting.REFERENCE);
    if (name != null && targets.stream().noneMatch(target -> target.name().equals(name))) {
      throw values.invalid(WrkSetting.REFERENCE);
    }
    return name;
  }

  private static int warmup(WrkValues values, List<ComparedTarget> targets) {
    if (values.has(WrkSetting.WARMUP)) {
      return values.seconds(WrkSetting.WARMUP, 0, HOUR_SECONDS);
    }
    return targets.isEmpty() ? 0 : WARMUP_OF_TARGETS_SECONDS;
  }

  /** A variable of a target may be a secret. */
  private static Map<String, String> recorded(WrkValues values) {
    Map<String, String> recorded = new LinkedHashMap<>();
    for (WrkSetting key : WrkSetting.values()) {
      String text = values.text(key);
      if (text != null) {
        recorded.put(
            key.flag(), key == WrkSetting.TARGETS ? KeyRedaction.redactTargets(text) : text);
      }
    }
    return recorded;
  }
}
