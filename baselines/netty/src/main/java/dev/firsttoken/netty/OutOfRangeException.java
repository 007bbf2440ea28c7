package dev.firsttoken.netty;

import java.io.Serial;

/** Value that a user sets outside of its range; the message names the setting, range and value. */
final class OutOfRangeException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String setting;
  private final String message;

  OutOfRangeException(String setting, String message) {
    super(message, null, false, false);
    this.setting = setting;
    this.message = message;
  }

  /** One sentence. */
  String message() {
    return message;
  }

  /** Name of the setting as the user writes it. */
  String setting() {
    return setting;
  }
}
