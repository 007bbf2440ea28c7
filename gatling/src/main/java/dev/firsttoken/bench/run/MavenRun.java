package dev.firsttoken.bench.run;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.config.ConfiguredOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.samples.ControlCharacters;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.targets.ComparedServers;
import java.io.UncheckedIOException;
import java.net.URI;

/** Prepares the run of a simulation that Gatling's Maven plugin starts. */
public final class MavenRun {
  private MavenRun() {}

  /**
   * Prepares a run from the system properties. If they name no target, starts the built proxy,
   * which serves as long as this JVM lives.
   *
   * @throws dev.firsttoken.bench.options.InvalidOptionException for a value that can't be used
   * @throws UnreachableException if nothing listens at the target
   */
  public static BenchRun prepare(Command command) {
    try {
      if (command == Command.COMPARE) {
        return prepareComparison(readOptions(command));
      }
      Options options = withTarget(command, readOptions(command));
      Preflight.check(options.target().chatUrl());
      return BenchRun.prepare(command, TargetModel.choose(command, options), Console.forMaven());
    } catch (IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException
        | UnreachableException e) {
      // Gatling prints a stack trace, in which the message is hard to find.
      System.err.println("bench: " + ControlCharacters.replace(String.valueOf(e.getMessage())));
      throw e;
    }
  }

  /** The servers end with this JVM. */
  private static BenchRun prepareComparison(Options options) {
    ComparedServers servers =
        ComparedRun.start(
            options,
            Baselines.in(ProxyBuild.find().home()),
            notice -> System.err.println("bench: " + notice));
    return ComparedRun.prepare(options, servers, Console.forMaven());
  }

  private static Options readOptions(Command command) {
    return ConfiguredOptions.fromProperties(
        command,
        MavenProperties.read(),
        System.getenv(),
        notice -> System.err.println("bench: " + notice));
  }

  private static Options withTarget(Command command, Options options) {
    if (options.target().isExplicit()) {
      return options;
    }
    Endpoint endpoint = options.requestOptions().bodyOptions().endpoint();
    if (endpoint != Endpoint.CHAT) {
      throw new InvalidOptionException(
          "-Dendpoint=%s needs -DbaseUrl: the built proxy sends synthetic chats only"
              .formatted(endpoint.label()));
    }
    ProxyProcess proxy = ProxyProcess.start();
    proxy.awaitReady();
    boolean isMicro = command == Command.MICRO;
    System.err.println(
        "bench: no -D%s given; using the built proxy at %s"
            .formatted(isMicro ? "url" : "baseUrl", proxy.url()));
    String notice = proxy.notice();
    if (notice != null) {
      System.err.println("bench: " + notice);
    }
    if (isMicro) {
      URI defaultUrl = options.target().chatUrl();
      return options.withUrl(
          proxy.url().resolve(defaultUrl.getRawPath() + "?" + defaultUrl.getRawQuery()));
    }
    return options.withTarget(proxy.chatUrl(), RequestOptions.SYNTHETIC);
  }
}
