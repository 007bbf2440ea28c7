package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.Baseline;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.StartLock;
import dev.firsttoken.bench.baselines.ToolMissingException;
import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.baselines.UpRecords;
import dev.firsttoken.bench.cli.selection.BaselineSelection;
import dev.firsttoken.bench.cli.selection.RelayUpstream;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.servers.ShutdownSteps;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The command {@code baselines up}: starts baselines and waits for their end. */
final class BaselinesUp {
  private final BaselineSelection selection;
  private final RelayUpstream upstream;
  private final JsonOutput output;
  private final StandardStreams standardStreams;
  private final UpRecords records = UpRecords.ofUser();
  private final List<RunningBaseline> started = new ArrayList<>();
  private boolean failed;

  BaselinesUp(BaselineSelection selection, RelayUpstream upstream, JsonOutput output) {
    this.selection = selection;
    this.upstream = upstream;
    this.output = output;
    this.standardStreams = output.standardStreams();
  }

  int run() {
    startAll(selectNames());
    if (started.isEmpty()) {
      standardStreams.printNotice("no baseline was started");
      return ExitStatus.FAILED;
    }
    ShutdownSteps.push(this::stopAll);
    BaselineTable.printStarted(started, output);
    standardStreams.printNotice(
        "press Ctrl-C to stop them, or run ./bench baselines down in another terminal");
    awaitEnd();
    return failed ? ExitStatus.FAILED : ExitStatus.SUCCESS;
  }

  private List<String> selectNames() {
    List<String> names = selection.from(selection.names());
    if (names.isEmpty()) {
      throw new InvalidOptionException(
          "there is no baseline in %s: a baseline is a folder with a target.json"
              .formatted(selection.baselines().folder()));
    }
    return upstream.select(selection, names);
  }

  /** Starts all that can be started: one that can't does not keep the others from it. */
  private void startAll(List<String> names) {
    for (String name : names) {
      try {
        RunningBaseline running = start(name);
        standardStreams.printNotice(
            "%s is up at %s; its log is %s".formatted(name, running.origin(), running.log()));
      } catch (CancellationException e) {
        throw e; // a signal has ended the bench
      } catch (ToolMissingException e) {
        failed |= selection.isExplicit();
        standardStreams.printNotice(
            "%s is not run. %s Install it%s."
                .formatted(name, e.getMessage(), alternative(name, names)));
      } catch (IllegalStateException | UncheckedIOException e) {
        failed = true;
        standardStreams.printNotice(e.getMessage());
      }
    }
  }

  private RunningBaseline start(String name) {
    Baseline baseline = selection.baselines().get(name);
    LocalPort port = baseline.port();
    try (StartLock _ = StartLock.acquire(port, name)) {
      requireNotUp(port);
      port.requireFree(name); // now too, because the installation may take minutes
      RunningBaseline running =
          baseline
              .prepare(standardStreams::printNotice)
              .start(port, upstream.settingsOf(baseline), standardStreams::printNotice);
      started.add(running);
      records.add(running, selection.baselines());
      return running;
    }
  }

  private void requireNotUp(LocalPort port) {
    for (UpRecord upRecord : records.list()) {
      if (upRecord.origin().equals(port.origin())) {
        throw new IllegalStateException(
            "%s is up already at %s (pid %d). Run ./bench baselines down first to start it again."
                .formatted(upRecord.name(), upRecord.origin(), upRecord.server().pid()));
      }
    }
  }

  private static String alternative(String name, List<String> names) {
    String others =
        names.stream().filter(other -> !other.equals(name)).collect(Collectors.joining(","));
    return others.isEmpty() ? "" : ", or leave it out with --only=" + others;
  }

  private void stopAll() {
    List<RunningBaseline> up =
        started.stream().filter(running -> !running.onExit().isDone()).toList();
    up.forEach(RunningBaseline::requestStop);
    up.forEach(records::remove);
    up.forEach(running -> running.awaitStop(standardStreams::printNotice));
    up.forEach(RunningBaseline::close);
    if (!up.isEmpty()) {
      standardStreams.printNotice(
          "stopped " + up.stream().map(RunningBaseline::name).collect(Collectors.joining(", ")));
    }
  }

  private void awaitEnd() {
    List<RunningBaseline> up = new ArrayList<>(started);
    while (!up.isEmpty()) {
      CompletableFuture<?>[] ends =
          up.stream().map(RunningBaseline::onExit).toArray(CompletableFuture[]::new);
      RunningBaseline ended = (RunningBaseline) CompletableFuture.anyOf(ends).join();
      up.remove(ended);
      if (!ended.isStopping()) {
        reportEnd(ended);
      }
    }
  }

  /** Reports an end that no signal to this bench has caused. */
  private void reportEnd(RunningBaseline ended) {
    ended.close();
    if (records.contains(ended)) {
      failed = true;
      records.remove(ended);
      standardStreams.printNotice(ended.describeEnd());
    } else {
      standardStreams.printNotice(ended.name() + " was stopped");
    }
  }
}
