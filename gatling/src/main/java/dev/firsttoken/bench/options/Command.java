package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.Setting.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Command that sends requests, with the settings that it takes. */
public enum Command {
  SMOKE(Scope.TARGET, Scope.REQUEST, Scope.OUTPUT),
  RUN(Scope.TARGET, Scope.REQUEST, Scope.RUN, Scope.MEASURE, Scope.OUTPUT),
  SWEEP(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep of the synthetic stream, to measure the bench's own error. */
  CALIBRATE(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT);

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
  private final Set<Scope> scopes;

  Command(Scope... scopes) {
    this.scopes = Set.of(scopes);
  }

  /** Name in files and on the command line. */
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
