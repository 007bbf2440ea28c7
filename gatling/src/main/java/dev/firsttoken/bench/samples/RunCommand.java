package dev.firsttoken.bench.samples;

import java.util.Locale;

/** What made a result. */
public enum RunCommand {
  SMOKE,
  RUN,
  SWEEP,
  CALIBRATE,
  /** Nothing was sent: earlier results were combined. */
  MERGE;

  /** Name in files: {@code sweep}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a command by its name in files.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static RunCommand parse(String label) {
    for (RunCommand command : values()) {
      if (command.label().equals(label)) {
        return command;
      }
    }
    throw new IllegalArgumentException("unknown command: " + label);
  }
}
