package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.Setting.Scope;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Command that sends requests, with the settings that it takes. */
public enum Command {
  SMOKE(Scope.TARGET, Scope.REQUEST, Scope.OUTPUT),
  RUN(Scope.TARGET, Scope.REQUEST, Scope.RUN, Scope.MEASURE, Scope.OUTPUT),
  SWEEP(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep of the synthetic stream, to measure the bench's own error. */
  CALIBRATE(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep of several servers in turns. */
  COMPARE(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.COMPARE, Scope.MEASURE, Scope.OUTPUT);

  /** Settings that make sense for one server alone. */
  private static final Set<Setting> NOT_OF_SEVERAL_SERVERS =
      EnumSet.of(Setting.BASE_URL, Setting.WATCH_PID, Setting.FIND_MAX, Setting.SLO);

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
    return scopes.contains(key.scope())
        && !(this == COMPARE && NOT_OF_SEVERAL_SERVERS.contains(key));
  }

  public List<Setting> settings() {
    return Arrays.stream(Setting.values()).filter(this::accepts).toList();
  }
}
