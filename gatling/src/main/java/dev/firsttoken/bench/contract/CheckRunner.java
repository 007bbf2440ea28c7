package dev.firsttoken.bench.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs checks one after the other, and reports each result at once. */
final class CheckRunner {
  private final Consumer<CheckResult> onResult;
  private final List<CheckResult> results = new ArrayList<>();

  CheckRunner(Consumer<CheckResult> onResult) {
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
    results.add(checkResult);
    onResult.accept(checkResult);
    return checkResult.ok();
  }

  List<CheckResult> results() {
    return List.copyOf(results);
  }
}
