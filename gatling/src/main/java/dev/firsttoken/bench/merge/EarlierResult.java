package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RequestKind;
import java.nio.file.Path;
import java.util.List;

/** Result of an earlier run that can be compared: of one target, in several rounds. */
public final class EarlierResult {
  private static final int MIN_ROUNDS = 2;

  private EarlierResult() {}

  /**
   * Reads a result with its rounds.
   *
   * @throws IllegalArgumentException one sentence: the file, what is wrong with it, and the way out
   */
  public static Result read(Path file) {
    Result result = ResultMerger.merge(List.of(file));
    String wayOut = wayOut(result);
    List<String> targets =
        result.levels().stream().map(level -> level.level().target()).distinct().toList();
    if (targets.size() > 1) {
      throw new IllegalArgumentException(
          "%s has several targets (%s), but a result to compare must have one: %s"
              .formatted(file, String.join(", ", targets), wayOut));
    }
    if (result.levels().isEmpty()) {
      throw new IllegalArgumentException("%s has no levels: %s".formatted(file, wayOut));
    }
    for (LevelResult level : result.levels()) {
      if (level.rounds().size() < MIN_ROUNDS) {
        throw new IllegalArgumentException(
            "%s has fewer than %d rounds at %s, and one round shows no difference: %s"
                .formatted(file, MIN_ROUNDS, level.level().name(), wayOut));
      }
    }
    return result;
  }

  private static String wayOut(Result result) {
    boolean isMicro =
        result.levels().stream().anyMatch(level -> level.level().kind() == RequestKind.MICRO);
    return "measure it with ./bench %s --rounds=10".formatted(isMicro ? "micro" : "sweep");
  }
}
