package dev.firsttoken.bench.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs checks one after the other, and reports each result at once. */
final class CheckRunner {
  private final List<String> secrets;
  private final Consumer<CheckResult> onResult;
  private final List<CheckResult> results = new ArrayList<>();

  /**
   * @param secrets keys of the requests, which no result shows
   */
  CheckRunner(List<String> secrets, Consumer<CheckResult> onResult) {
    this.secrets = List.copyOf(secrets);
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
    CheckResult shown = checkResult.without(secrets);
    results.add(shown);
    onResult.accept(shown);
    return shown.ok();
  }

  List<CheckResult> results() {
    return List.copyOf(results);
  }
}
