package dev.firsttoken.bench.samples;

import java.util.Locale;

/** Command that produced a result. */
public enum RecordedCommand {
  SMOKE,
  RUN,
  SWEEP,
  CALIBRATE,
  COMPARE,
  MICRO,
  /** Combines earlier results and sends nothing. */
  MERGE;

  /** Name in files, for example {@code sweep}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a command by its name in files.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static RecordedCommand parse(String label) {
    for (RecordedCommand command : values()) {
      if (command.label().equals(label)) {
        return command;
      }
    }
    throw new IllegalArgumentException("unknown command: " + label);
  }
}
