package dev.firsttoken.bench.contract;

/** Violation of the contract; the message says which part. */
final class ContractViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContractViolation(String message) {
    super(message);
  }

  static void throwUnless(boolean condition, String message) {
    if (!condition) {
      throw new ContractViolation(message);
    }
  }
}
