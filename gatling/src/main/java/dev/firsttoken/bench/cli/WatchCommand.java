package dev.firsttoken.bench.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.baselines.PreparedBaseline;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.StartSettings;
import dev.firsttoken.bench.baselines.ToolMissingException;
import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.baselines.UpRecords;
import dev.firsttoken.bench.monitor.Scrape;
import dev.firsttoken.bench.monitor.ScrapeAuth;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.run.Preflight;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ShutdownSteps;
import dev.firsttoken.bench.watch.WatchFolder;
import dev.firsttoken.bench.watch.WatchLinks;
import dev.firsttoken.bench.watch.WatchedServers;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code watch}: runs Prometheus on a running server until a signal stops both. */
final class WatchCommand {
  private static final String PORT = "--port";
  private static final String INTERVAL = "--interval";
  private static final int MAX_PORT = 0xffff;
  private static final int DEFAULT_INTERVAL_SECONDS = 5;
  private static final int MAX_INTERVAL_SECONDS = 60;

  /** Name of the folder with its description, in the folder of the dashboards. */
  private static final String PROMETHEUS = "prometheus";

  private final StandardStreams standardStreams;

  private WatchCommand(StandardStreams standardStreams) {
    this.standardStreams = standardStreams;
  }

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "watch",
                "Starts Prometheus, which has to be installed, with the repository's scrape"
                    + " configuration, rules and alerts on a running server, and says where to"
                    + " look. Ctrl-C ends it and deletes its data.",
                List.of(
                    "bench watch",
                    "bench watch --base-url=http://localhost:8090 --port=9090 --interval=1")),
            List.of(),
            parsed -> new WatchCommand(standardStreams).run(parsed));
    // The settings of other commands, in the words of this one.
    Flags.add(
        spec,
        "--" + Setting.BASE_URL.flag(),
        "URL",
        "URL of the running server. Default: " + Setting.BASE_URL.defaultValue());
    Flags.add(
        spec,
        "--" + Setting.SCRAPE.flag(),
        "URL",
        "Its metrics: a path, or a URL. Default: " + Setting.SCRAPE.defaultValue());
    Flags.add(
        spec,
        "--" + Setting.API_KEY.flag(),
        "KEY",
        "Its API key, sent as a bearer token. Prometheus reads it from a file that only you can"
            + " read and that is deleted at the end. Environment: "
            + Setting.API_KEY.env()
            + ". Default: none");
    Flags.add(spec, PORT, "N", "Port for Prometheus to listen on. Default: a free one");
    Flags.add(
        spec,
        INTERVAL,
        "SECONDS",
        "Seconds between two scrapes, from 1 to 60. Default: " + DEFAULT_INTERVAL_SECONDS);
    return spec;
  }

  private int run(ParseResult parsed) {
    Integer port = number(parsed, PORT, MAX_PORT);
    Integer interval = number(parsed, INTERVAL, MAX_INTERVAL_SECONDS);
    // The settings of the target are those of smoke.
    Options options =
        Options.from(
            Command.SMOKE, RawOptions.fromFlags(Flags.toSettings(parsed), System.getenv()));
    WatchedServers servers = servers(options);
    Path dashboards = ProxyBuild.find().home().resolve("dashboards");
    PreparedBaseline prometheus = prepare(new Baselines(dashboards));
    WatchFolder folder =
        WatchFolder.create(
            dashboards.resolve(PROMETHEUS),
            servers,
            interval == null ? DEFAULT_INTERVAL_SECONDS : interval);
    ShutdownSteps.push(folder::delete); // runs after Prometheus has ended
    RunningBaseline running =
        prometheus.start(
            port == null ? LocalPort.findFree() : new LocalPort(port),
            new StartSettings(Map.of("WATCH_FOLDER", folder.path().toString()), null, List.of()),
            standardStreams::printNotice);
    describe(running, servers);
    running.onExit().join();
    if (running.isStopping()) {
      return ExitStatus.SUCCESS;
    }
    standardStreams.printNotice(running.describeEnd());
    return ExitStatus.FAILED;
  }

  /** Reads the server's metrics once: Prometheus itself would say nothing of a wrong URL. */
  private static WatchedServers servers(Options options) {
    Target target = options.target();
    URI metrics = options.monitorOptions().metricsUri(target);
    if (metrics == null || metrics.getRawQuery() != null) {
      throw new InvalidOptionException(
          "--scrape: must be a path or a URL without a query, whose metrics Prometheus can read");
    }
    Preflight.check(metrics);
    String missing =
        Scrape.fetch(
                metrics, new ScrapeAuth(target.sslContext(), target.apiKey(), target.headers()))
            .missing();
    if (missing != null) {
      throw new IllegalStateException(missing + advice(missing, target.apiKey() != null));
    }
    List<URI> baselines =
        UpRecords.ofUser().list().stream()
            .map(UpRecord::origin)
            .filter(origin -> !origin.getAuthority().equals(metrics.getAuthority()))
            .toList();
    return new WatchedServers(metrics, target.apiKey(), baselines);
  }

  private static String advice(String missing, boolean hasKey) {
    if (!missing.matches("(?s).* status 40[13]")) {
      return "; name the path of the server's metrics by --scrape, which by default is /metrics";
    }
    return hasKey
        ? "; the server refused the key of --api-key or " + Setting.API_KEY.env()
        : "; give the server's key by --api-key";
  }

  private PreparedBaseline prepare(Baselines dashboards) {
    try {
      return dashboards.get(PROMETHEUS).prepare(standardStreams::printNotice);
    } catch (ToolMissingException e) {
      throw new IllegalStateException(
          "%s Install it (Debian: apt-get install prometheus), or unpack it from https://prometheus.io/download and add its folder to PATH."
              .formatted(e.getMessage()),
          e);
    }
  }

  private void describe(RunningBaseline running, WatchedServers servers) {
    URI origin = running.origin();
    standardStreams.printNotice(
        "Prometheus is up at %s and scrapes %s%s"
            .formatted(origin, servers, others(servers.baselines())));
    standardStreams.printNotice("graphs: " + WatchLinks.graphs(origin));
    standardStreams.printNotice("alerts: " + WatchLinks.alerts(origin));
    standardStreams.printNotice(
        "a Grafana on this machine can use it as a data source and import"
            + " dashboards/grafana/first-token.json");
    standardStreams.printNotice("press Ctrl-C to stop it and delete its data");
    PrintStream json = standardStreams.json();
    if (json != null) {
      ObjectNode fields = new JsonMapper().createObjectNode();
      fields.put("prometheus", origin.toString());
      fields.put("scrapes", servers.metrics().toString());
      json.println(fields);
      json.flush();
    }
  }

  private static String others(List<URI> baselines) {
    return switch (baselines.size()) {
      case 0 -> "";
      case 1 -> " and one baseline";
      default -> " and %d baselines".formatted(baselines.size());
    };
  }

  private static @Nullable Integer number(ParseResult parsed, String flag, int max) {
    String text = parsed.matchedOptionValue(flag, null);
    if (text == null) {
      return null;
    }
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= max) {
      return Integer.valueOf(text);
    }
    throw new InvalidOptionException(
        String.format(Locale.ROOT, "%s=%s: must be a whole number from 1 to %,d", flag, text, max));
  }
}
