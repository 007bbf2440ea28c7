package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One target with all that was measured of it.
 *
 * @param startNanos time from its start to its first response, or null if it was not started here
 * @param failure sentence that says why it was not measured, or not to the end; null if it was
 * @param levels by load, in the order of the plan
 */
record MeasuredTarget(
    String name,
    String url,
    @Nullable Long startNanos,
    @Nullable String failure,
    Map<String, MeasuredLevel> levels) {

  /** Returns the targets of one comparing run. */
  static List<MeasuredTarget> ofRun(Result result) {
    List<MeasuredTarget> targets = new ArrayList<>();
    for (RunHeader.Target target : result.header().targets()) {
      targets.add(
          new MeasuredTarget(
              target.name(),
              target.url(),
              target.startNanos(),
              result.failureOf(target),
              levels(result, level -> level.level().target().equals(target.name()))));
    }
    return targets;
  }

  /** Returns the single target of an earlier run, under the name that it has in the comparison. */
  static MeasuredTarget ofEarlier(NamedResult earlier) {
    Object url = earlier.result().header().options().get("base-url");
    return new MeasuredTarget(
        earlier.name(),
        url == null ? "" : url.toString(),
        null,
        null,
        levels(earlier.result(), level -> true));
  }

  private static Map<String, MeasuredLevel> levels(
      Result result, Predicate<LevelResult> belongsToTarget) {
    Map<String, MeasuredLevel> levels = new LinkedHashMap<>();
    for (int i = 0; i < result.levels().size(); i++) {
      LevelResult level = result.levels().get(i);
      int index = i;
      if (belongsToTarget.test(level)) {
        List<Warning.Code> codes =
            result.warnings().stream()
                .filter(warning -> warning.levels().contains(index))
                .map(Warning::code)
                .distinct()
                .toList();
        MeasuredLevel measured = new MeasuredLevel(level, codes);
        levels.putIfAbsent(measured.load(), measured);
      }
    }
    return levels;
  }

  /** Returns what was measured at a load, or null if nothing was. */
  @Nullable MeasuredLevel level(String load) {
    return levels.get(load);
  }
}
