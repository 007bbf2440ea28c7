package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.Setting.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a run is for, and with it the settings that it takes. */
public enum Command {
  SMOKE(Scope.TARGET, Scope.REQUEST, Scope.OUTPUT),
  RUN(Scope.TARGET, Scope.REQUEST, Scope.RUN, Scope.MEASURE, Scope.OUTPUT),
  SWEEP(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep that is to find out what the others' numbers owe to the instrument. */
  CALIBRATE(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT);

  @SuppressWarnings("ImmutableEnumChecker") // Set.of makes sets that can't be changed
  private final Set<Scope> scopes;

  Command(Scope... scopes) {
    this.scopes = Set.of(scopes);
  }

  /** The name in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean accepts(Setting key) {
    return scopes.contains(key.scope());
  }

  public List<Setting> settings() {
    return Arrays.stream(Setting.values()).filter(this::accepts).toList();
  }
}
