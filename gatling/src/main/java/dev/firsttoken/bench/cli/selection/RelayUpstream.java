package dev.firsttoken.bench.cli.selection;

import dev.firsttoken.bench.baselines.Baseline;
import dev.firsttoken.bench.baselines.ServerMode;
import dev.firsttoken.bench.baselines.StartSettings;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.wire.call.Origin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Upstream of the relays that {@code baselines up} starts.
 *
 * @param url http URL without a path, or null if the user gave none
 */
public record RelayUpstream(@Nullable URI url) {
  public static void addFlag(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("--upstream")
            .type(String.class)
            .paramLabel("URL")
            .description(
                "Server that the relays among --only pass requests on to. Relays are started only"
                    + " if --only names them")
            .build());
  }

  /**
   * Reads the flag.
   *
   * @throws InvalidOptionException if its value is no http URL, or has a path
   */
  public static RelayUpstream parse(ParseResult parsed) {
    String text = parsed.matchedOptionValue("--upstream", null);
    if (text == null) {
      return new RelayUpstream(null);
    }
    try {
      URI url = URI.create(text);
      boolean hasPath = !Set.of("", "/").contains(url.getRawPath()) || url.getRawQuery() != null;
      if (!Origin.of(url).tls() && !hasPath) {
        return new RelayUpstream(url);
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like all that is no origin.
    }
    throw new InvalidOptionException(
        "--upstream=%s: must be an http URL without a path, such as http://127.0.0.1:8080"
            .formatted(text));
  }

  /**
   * Returns the names to start: those that the user gave, else all that work without an upstream.
   *
   * @param names names that the user gave, else all
   * @throws InvalidOptionException if a relay is named without an upstream, or an upstream is given
   *     without a named relay; or if there are relays alone, and none is named
   */
  public List<String> select(BaselineSelection selection, List<String> names) {
    List<String> relays = filter(selection, names, ServerMode.RELAY);
    List<String> synthetic = filter(selection, names, ServerMode.SYNTHETIC);
    if (url != null && (relays.isEmpty() || !selection.isExplicit())) {
      throw new InvalidOptionException(
          "--upstream=%s: no relay is to be started. Name those to start, as in --only=NAME,NAME"
              .formatted(url));
    }
    if (selection.isExplicit()) {
      requireUpstream(selection, names.stream().filter(name -> !synthetic.contains(name)).toList());
      return names;
    }
    if (synthetic.isEmpty()) {
      throw new InvalidOptionException(
          "all baselines in %s are relays. Name those to start, and their upstream, as in"
                  .formatted(selection.baselines().folder())
              + " --only=NAME,NAME --upstream=http://127.0.0.1:8080");
    }
    return synthetic;
  }

  private void requireUpstream(BaselineSelection selection, List<String> onlyRelays) {
    if (url == null && !onlyRelays.isEmpty()) {
      throw new InvalidOptionException(
          "--only=%s: %s only relays. Say where to, as in --upstream=http://127.0.0.1:8080"
              .formatted(String.join(",", selection.only()), onlyRelays.getFirst()));
    }
  }

  private static List<String> filter(
      BaselineSelection selection, List<String> names, ServerMode mode) {
    return names.stream().filter(name -> selection.baselines().hasMode(name, mode)).toList();
  }

  /** Returns the settings that a baseline is started with. */
  public StartSettings settingsOf(Baseline baseline) {
    return baseline.modes().contains(ServerMode.RELAY)
        ? new StartSettings(Map.of(), url, List.of())
        : StartSettings.NONE;
  }
}
