package dev.firsttoken.bench.run;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.compare.CompareSettings;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.KeyRedaction;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.value.ComparedTarget;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.targets.ComparedServer;
import dev.firsttoken.bench.targets.ComparedServers;
import dev.firsttoken.bench.targets.CorePlan;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Prepares the run of a comparison: its servers in turns, and each watched. */
public final class ComparedRun {
  private ComparedRun() {}

  /**
   * Checks the options, divides the cores, and starts the servers.
   *
   * @param progress receives what happens, a sentence at a time
   * @throws IllegalArgumentException naming the option that can't be used
   * @throws IllegalStateException if fewer than two servers run
   */
  public static ComparedServers start(
      Options options, Baselines baselines, Consumer<String> progress) {
    List<String> names =
        options.compareOptions().targets().stream().map(ComparedTarget::name).toList();
    if (!names.isEmpty()) {
      CompareSettings.parse(options.recordedOptions(), names);
    }
    CorePlan cores = options.compareOptions().pin() ? CorePlan.halves() : CorePlan.NONE;
    return ComparedServers.start(baselines, options.compareOptions(), cores, progress);
  }

  /**
   * Prepares the run, and moves this process to the cores of the client.
   *
   * @param servers servers that were started; the run goes on without one that ends
   * @throws IllegalArgumentException naming the option that can't be used
   * @throws UnreachableException if servers that run elsewhere can't be reached, and fewer than two
   *     servers are left
   */
  public static BenchRun prepare(Options options, ComparedServers servers, Console console) {
    CompareSettings.parse(
        options.recordedOptions(), servers.servers().stream().map(ComparedServer::name).toList());
    List<RunTarget> targets = new ArrayList<>();
    for (ComparedServer server : servers.servers()) {
      targets.add(target(options, reached(server, console)));
    }
    RunPlan plan = new RunPlan(Command.COMPARE, options, targets, Environment.current());
    if (plan.measurable().size() < 2) {
      throw new UnreachableException("fewer than two servers can be reached: see above");
    }
    servers.pinClient();
    BenchRun run = BenchRun.prepare(plan, console);
    servers.watch(run::fail);
    return run;
  }

  /** Marks a server that runs elsewhere as failed if nothing accepts a connection there. */
  private static ComparedServer reached(ComparedServer server, Console console) {
    URI chatUrl = server.chatUrl();
    if (chatUrl == null || server.isStartedHere()) {
      return server;
    }
    try {
      Preflight.check(chatUrl);
      return server;
    } catch (UnreachableException e) {
      String reason = String.valueOf(e.getMessage());
      console.err().println("bench: %s is left out: %s".formatted(server.name(), reason));
      return ComparedServer.failed(server.name(), reason);
    }
  }

  private static RunTarget target(Options options, ComparedServer server) {
    URI chatUrl = server.chatUrl();
    if (chatUrl == null) {
      return new RunTarget(
          server.name(),
          options,
          new RunHeader.Target(server.name(), "", null, String.valueOf(server.failure())));
    }
    String model = options.loadOptions().micro() ? null : model(options);
    return new RunTarget(
        server.name(),
        server.isStartedHere()
            ? options.forStarted(chatUrl, model)
            : options.forRunning(chatUrl, model),
        new RunHeader.Target(
            server.name(),
            KeyRedaction.redactQuery(chatUrl.toString()),
            server.startNanos(),
            null));
  }

  private static String model(Options options) {
    String given = options.requestOptions().model();
    if (given != null) {
      return given;
    }
    return options.compareOptions().relays()
        ? RequestOptions.RELAYED_SYNTHETIC
        : RequestOptions.SYNTHETIC;
  }
}
