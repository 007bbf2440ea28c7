package dev.firsttoken.bench.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs checks one after the other, and reports each result at once. */
final class CheckRunner {
  private final @Nullable String apiKey;
  private final Consumer<CheckResult> onResult;
  private final List<CheckResult> results = new ArrayList<>();

  /**
   * @param apiKey key of the requests, which no result shows, or null
   */
  CheckRunner(@Nullable String apiKey, Consumer<CheckResult> onResult) {
    this.apiKey = apiKey;
    this.onResult = onResult;
  }

  /**
   * Runs a check. A violation is its failure.
   *
   * @return false if it failed
   */
  boolean run(String name, Supplier<CheckResult> check) {
    CheckResult checkResult;
    try {
      checkResult = check.get();
    } catch (ContractViolation e) {
      checkResult = CheckResult.fail(name, String.valueOf(e.getMessage()));
    }
    CheckResult shown = checkResult.withoutKey(apiKey);
    results.add(shown);
    onResult.accept(shown);
    return shown.ok();
  }

  List<CheckResult> results() {
    return List.copyOf(results);
  }
}
