package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;

/**
 * Number of rounds, in each of which every target is measured at every load.
 *
 * @param rounds rounds to run; those of the pilot, if more are planned by what it shows
 * @param maxRounds most rounds; equal to {@code rounds} if no more are planned
 */
public record RoundOptions(int rounds, int maxRounds) {
  /** Rounds of a comparison, and of the pilot that plans how many it needs. */
  public static final int DEFAULT_OF_COMPARISON = 10;

  /** Rounds of a run of a single server. */
  public static final RoundOptions ONE = new RoundOptions(1, 1);

  static RoundOptions from(Command command, RawOptions rawOptions, OptionReader optionReader) {
    Integer given = optionReader.number(Setting.ROUNDS);
    if (command != Command.COMPARE) {
      return given == null ? ONE : new RoundOptions(given, given);
    }
    int rounds = given == null ? DEFAULT_OF_COMPARISON : given;
    if (!rawOptions.has(Setting.RESOLVE)) {
      return new RoundOptions(rounds, rounds);
    }
    if (given != null) {
      throw rawOptions.invalid(
          Setting.ROUNDS, "can't be given with --resolve, which plans the rounds itself");
    }
    return new RoundOptions(rounds, requireNonNull(optionReader.number(Setting.MAX_ROUNDS)));
  }

  /** Returns true if the first rounds decide how many more there are. */
  public boolean hasPilot() {
    return maxRounds > rounds;
  }
}
