package dev.firsttoken.bench.run;

import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.load.gatling.GatlingRunner;
import dev.firsttoken.bench.load.gatling.LevelScenario;
import dev.firsttoken.bench.load.levels.LevelSequence;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Progress;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RunTitle;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.servers.ProxyCode;
import dev.firsttoken.bench.servers.ShutdownSteps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One run, from options to result directory. The life of a run is {@link #prepare}, {@link #start},
 * the load, {@link #finish}. It finishes once, with a result, whether Gatling, the max duration or
 * a signal ends it. A JVM has one run, because Gatling has one.
 */
public final class BenchRun {
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(400);
  private static final Duration NOTICE_AFTER = Duration.ofSeconds(1);
  private static final Duration MAX_PENDING_WAIT = Duration.ofDays(1);

  private static @Nullable BenchRun current;

  private final Command command;
  private final Options options;
  private final List<RunTarget> targets;
  private final Console console;
  private final Environment environment;
  private final @Nullable Calibration calibration;
  private final LevelSequence levels;
  private final TargetClients clients;
  private final JvmPreparation preparation;
  private final @Nullable PreflightRequest preflight;
  private final RunOutput output;
  private final Path dir;
  private final @Nullable AgreedStart agreedStart;
  private volatile @Nullable Recorder recorder;

  /** Target of the level that began last. */
  private volatile String target = Level.DEFAULT_TARGET;

  private volatile int currentLevel = -1;
  private final Set<String> recordedFailures = ConcurrentHashMap.newKeySet();

  private volatile boolean finished;
  private volatile boolean interrupted;
  private @Nullable Result result;
  private boolean isWritten;

  private BenchRun(RunPlan plan, Console console) {
    this.command = plan.command();
    LevelSequence planned = plan.levels();
    FileDescriptors fileDescriptors = FileDescriptors.current();
    fileDescriptors.check(planned.maxUsers());
    Options given = plan.options();
    this.options = fileDescriptors.fit(given, planned.maxInFlight(), console.err());
    this.levels = options.equals(given) ? planned : plan.withOptions(options).levels();
    this.agreedStart = AgreedStart.of(options.loadOptions().shardOptions());
    this.output = new RunOutput(command, options, console.err());
    this.targets = plan.targets();
    this.console = console;
    this.environment = plan.environment();
    this.calibration = findCalibration();
    this.clients = TargetClients.of(plan, this::record, console.err());
    ResultDirectory.requireCreatable(options.output().resultsDir());
    this.preparation = JvmPreparation.start(anyTargetOptions());
    this.preflight =
        options.loadOptions().stopOptions().preflight()
            ? PreflightRequest.send(clients.get(Level.DEFAULT_TARGET).clientContext())
            : null;
    // Last, so that a run that can't begin leaves no empty directory behind.
    this.dir = ResultDirectory.create(options.output().resultsDir(), command.label());
  }

  /**
   * Prepares the run of this JVM. If the JVM ends before the run does, its result so far is
   * written.
   *
   * @throws IllegalArgumentException naming the CA file or the process, if it can't be used
   * @throws UnreachableException if the target does not respond as expected
   */
  public static BenchRun prepare(Command command, Options options, Console console) {
    return prepare(
        new RunPlan(command, options, List.of(RunTarget.single(options)), Environment.current()),
        console);
  }

  /**
   * Prepares a run of several servers in the same way.
   *
   * @throws IllegalArgumentException naming the CA file or the process, if it can't be used
   */
  public static synchronized BenchRun prepare(RunPlan plan, Console console) {
    GatlingRunner.useOneLoopPerCore(); // Netty reads it once, at its first event loop.
    BenchRun run = new BenchRun(plan, console);
    run.levels.haltWhen(run::isHalted);
    run.levels.planRoundsBy(run::planRounds);
    run.levels.onFailure(run::onFailure);
    current = run;
    ShutdownSteps.push(run::interrupt);
    return run;
  }

  /**
   * The run of this JVM.
   *
   * @return the run, or null if none is prepared
   */
  public static synchronized @Nullable BenchRun current() {
    return current;
  }

  public Options options() {
    return options;
  }

  /** Directory of the samples and the result. */
  public Path dir() {
    return dir;
  }

  /** Title with all flags, for Gatling's report. */
  public String description() {
    return RunTitle.withFlags(recordedCommand(), recordedOptions(), targetNames());
  }

  private RecordedCommand recordedCommand() {
    return RecordedCommand.parse(command.label());
  }

  /** Names of the servers of a comparison. */
  private List<String> targetNames() {
    return targets.stream().filter(each -> each.recorded() != null).map(RunTarget::name).toList();
  }

  /** The load for Gatling to run. */
  public LevelScenario scenario() {
    AgreedStart start = agreedStart;
    return new LevelScenario(
        levels,
        clients::virtualUsers,
        this::recordInOrder,
        start == null ? null : start::untilLoad);
  }

  /** Longest duration of the load. */
  public Duration maxDuration() {
    Duration ofLevels = levels.maxDuration(options.target().timeout());
    return agreedStart == null ? ofLevels : ofLevels.plus(AgreedStart.WARMUP);
  }

  /** True once every level that has ended is judged, or none will be any more. */
  public boolean isJudged() {
    return levels.isJudged() || isHalted() || levels.isStopped();
  }

  /** True if the levels so far meet the SLO. */
  public boolean meetsSlo() {
    Recorder open = recorder;
    return open != null && open.liveSummary().meetsSlo();
  }

  /**
   * True if the samples, the result and all its copies are written; to be read after the run has
   * finished.
   */
  public synchronized boolean isWritten() {
    return isWritten;
  }

  /**
   * Says why a build that runs this should fail; to be read after the run has finished. Failed
   * requests and an SLO are Gatling's to judge.
   *
   * @return a sentence without its full stop, or null if nothing is wrong
   */
  public synchronized @Nullable String buildFailure() {
    Result closed = result;
    if (closed == null) {
      return null;
    }
    if (!isWritten) {
      return "a copy of the result could not be written";
    }
    if (command != Command.COMPARE) {
      return closed.partial() ? "the run ended before the end of its plan" : null;
    }
    if (!closed.allTargetsMeasured()) {
      return "a server could not be measured to the end";
    }
    return Comparison.of(closed).meetsExpectations() ? null : "an expectation failed";
  }

  /** Prepares the machine and opens the sample file; the load begins right after. */
  public void start() {
    String title = RunTitle.of(recordedCommand(), recordedOptions(), targetNames());
    ResultPrinter.printTitle(title, console.err(), console);
    RunPreamble.tellOfProxies(targets, console.err());
    RunPreamble.writeConfig(command, options, dir, console.err());
    clients.discoverCosts();
    levels.monitorCosts(clients::costMonitor);
    preparation.await();
    if (agreedStart != null) {
      agreedStart.awaitWarmup(console.err());
    }
    openRecorder();
  }

  /**
   * Finishes the run after the load has ended.
   *
   * @return the result, or null if the run was never started or failed to finish before
   */
  public @Nullable Result finish() {
    awaitPendingTexts();
    return finish(end());
  }

  /** Finishes at a signal, also before the load has begun. */
  private void interrupt() {
    interrupted = true;
    finish(RunEnd.INTERRUPTED);
    printReportPath();
  }

  /** Prints where the HTML report is, if there is one and that was not said yet. */
  public synchronized void printReportPath() {
    output.printReportPath();
  }

  private RunEnd end() {
    String stopReason = levels.stopReason();
    if (stopReason != null) {
      return RunEnd.stopped(stopReason);
    }
    return levels.isFinished()
        ? RunEnd.COMPLETE
        : RunEnd.stopped(
            "it had not ended after %,d s, the longest that its requests may take"
                .formatted(maxDuration().toSeconds()));
  }

  private synchronized @Nullable Result finish(RunEnd end) {
    Recorder open = recorder;
    if (open == null || finished) {
      return result;
    }
    finished = true;
    boolean aborted = clients.stop(STOP_TIMEOUT);
    Recorder.Closed closed = open.close(aborted && end.isComplete() ? RunEnd.INTERRUPTED : end);
    result = closed.result();
    if (console.isReportApart()) {
      ResultPrinter.printTitle(closed.result(), console); // else it is the first line of the run
    }
    closed.print(dir, console);
    // Comes after printing: a copy that can't be written hides no result.
    isWritten = output.write(closed.result(), dir);
    if (closed.unwritten() != null) {
      console.err().println("bench: " + closed.unwritten());
      isWritten = false;
    }
    return closed.result();
  }

  private synchronized void openRecorder() {
    ProxyCode proxyCode = clients.proxyCode();
    RunHeader header =
        RunHeader.now(
                recordedCommand(),
                recordedOptions(),
                environment.withProxy(proxyCode == null ? null : proxyCode.label()),
                calibration)
            .withTargets(
                targets.stream().map(RunTarget::recorded).filter(Objects::nonNull).toList())
            .withShard(ShardRecord.of(options.loadOptions(), levels.shares()));
    LiveSummary liveSummary = new LiveSummary(dir, header, levels::onJudged);
    SampleLog log = SampleLog.open(dir, header, liveSummary::add);
    Progress progress =
        new Progress(
            console,
            () ->
                liveSummary.snapshot(
                    clients.inFlight(), levels.plannedLevels(), levels::warmupNanos));
    recorder = new Recorder(log, liveSummary, progress);
    targets.forEach(target -> recordFailure(target.name())); // of those that failed before
  }

  /** Options of a server of the run; their requests have the same content at every server. */
  private Options anyTargetOptions() {
    return targets.stream().filter(RunTarget::isMeasurable).findFirst().orElseThrow().options();
  }

  private Map<String, Object> recordedOptions() {
    return RecordedOptions.of(options, anyTargetOptions());
  }

  /** {@code calibrate} must not apply an earlier calibration. */
  private @Nullable Calibration findCalibration() {
    return command == Command.CALIBRATE
        ? null
        : CalibrationLookup.find(
            options.monitorOptions().calibrationFile(),
            CalibrationFile.defaultPath(System.getenv()),
            environment,
            console.err());
  }

  /** Without the lock, so that a signal meanwhile finishes the run at once. */
  private void awaitPendingTexts() {
    if (!clients.awaitPendingTexts(NOTICE_AFTER)) {
      console.err().println("bench: still counting tokens; press Ctrl-C to skip the rest");
      clients.awaitPendingTexts(MAX_PENDING_WAIT);
    }
  }

  /** True if nothing that is sent from now on would be recorded. */
  private boolean isHalted() {
    Recorder open = recorder;
    return open != null && open.hasFailed();
  }

  /**
   * Takes a server out of the run, because it ended or can't be measured; the others go on.
   *
   * @param reason one sentence
   */
  public void fail(String failedTarget, String reason) {
    if (!finished && !interrupted) {
      levels.fail(failedTarget, reason); // else it ended with the run
    }
  }

  private void onFailure(String failedTarget, String reason) {
    console
        .err()
        .println(
            targets.size() == 1
                ? "bench: nothing more is sent, because " + reason
                : "bench: %s is out: %s".formatted(failedTarget, reason));
    recordFailure(failedTarget);
  }

  /** Records once that a target has failed; a run of a single server stops instead. */
  private void recordFailure(String failedTarget) {
    String reason = targets.size() == 1 ? null : levels.failureOf(failedTarget);
    if (reason != null && recorder != null && recordedFailures.add(failedTarget)) {
      record(new Entry.TargetFailure(currentLevel, failedTarget, reason));
    }
  }

  /** Plans the rounds by the numbers of the pilot. */
  private int planRounds() {
    Recorder open = recorder;
    Result pilot = open == null ? null : open.liveSummary().result(RunEnd.COMPLETE);
    return pilot == null ? 0 : RoundsAfterPilot.plan(pilot, options, console.err());
  }

  private void record(Entry entry) {
    Recorder open = recorder;
    if (open != null) {
      open.add(entry);
    }
  }

  /** Records the begin or end of a level after the samples whose text is still being decoded. */
  private void recordInOrder(Entry entry) {
    if (entry instanceof LevelBegin begin) {
      target = begin.plan().target();
      currentLevel = begin.level();
    } else if (entry instanceof LevelEnd) {
      recordFailure(target);
      levels.onLevelEnded();
    }
    List<Entry> entries = preflight == null ? List.of(entry) : preflight.addTo(entry);
    clients.get(target).workload().runAfterPendingTexts(() -> entries.forEach(this::record));
  }
}
