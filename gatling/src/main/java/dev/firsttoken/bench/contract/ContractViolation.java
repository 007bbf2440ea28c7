package dev.firsttoken.bench.contract;

/** The server does not keep the contract; the message says where. */
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
