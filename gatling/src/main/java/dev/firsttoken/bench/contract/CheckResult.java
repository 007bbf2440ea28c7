package dev.firsttoken.bench.contract;

import dev.firsttoken.bench.options.KeyRedaction;
import java.util.List;
import java.util.Locale;

/**
 * Result of one check.
 *
 * @param name name of the check
 * @param detail observation or violation and the way out, in one line
 */
public record CheckResult(String name, Verdict verdict, String detail) {
  /** Verdict of a check. */
  public enum Verdict {
    PASS,
    /** The server can be measured, but the numbers need care. */
    WARN,
    FAIL;

    /** Name in the JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static CheckResult pass(String name, String detail) {
    return new CheckResult(name, Verdict.PASS, detail);
  }

  static CheckResult warn(String name, String detail) {
    return new CheckResult(name, Verdict.WARN, detail);
  }

  static CheckResult fail(String name, String detail) {
    return new CheckResult(name, Verdict.FAIL, detail);
  }

  /** Returns the same without keys, which a server may repeat. */
  CheckResult without(List<String> secrets) {
    return new CheckResult(name, verdict, KeyRedaction.redact(secrets, detail));
  }

  /** Returns false only for a failure. */
  public boolean ok() {
    return verdict != Verdict.FAIL;
  }
}
