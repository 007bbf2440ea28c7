package dev.firsttoken.bench.run;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;

import dev.firsttoken.bench.load.client.ClientContext;
import dev.firsttoken.bench.load.client.ResponseTextProcessor;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.client.Workload;
import dev.firsttoken.bench.load.gatling.LevelScenario;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.levels.LoadPlan;
import dev.firsttoken.bench.load.levels.SearchPlan;
import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.servers.ShutdownSteps;
import dev.firsttoken.bench.slo.Slo;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one run of this JVM: made by the command line before Gatling makes the simulation, or by the
 * simulation itself from the system properties that Maven hands on. It ends once, with a result,
 * whether Gatling ends it, the time does, or a signal.
 */
public final class BenchRun {
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(400);
  private static final Duration NOTICE_AFTER = Duration.ofSeconds(1);
  private static final Duration MAX_PENDING_WAIT = Duration.ofDays(1);
  private static final Path RESULTS_DIR = Path.of("results");

  private static @Nullable BenchRun current;

  private final Command command;
  private final Options options;
  private final Environment environment;
  private final @Nullable Calibration calibration;
  private final Path dir;
  private final Console console;
  private final @Nullable SearchPlan searchPlan;
  private final List<LevelSlot> slots;
  private final Workload workload;
  private final ClientContext clientContext;
  private final VirtualUsers virtualUsers;
  private final @Nullable CostMonitor costMonitor;
  private final AtomicInteger unjudgedLevels = new AtomicInteger();
  private volatile @Nullable Recorder recorder;
  private boolean failsBuild;
  private boolean finished;
  private @Nullable Result result;
  private boolean isWritten;

  private BenchRun(Command command, Options options, Console console) {
    this.command = command;
    this.options = options;
    this.console = console;
    this.environment = Environment.current();
    this.calibration = calibration();
    this.searchPlan =
        options.loadOptions().findMax() ? LoadPlan.createSearchPlan(options.loadOptions()) : null;
    this.slots =
        searchPlan == null
            ? LoadPlan.createSlots(
                command, options.loadOptions(), options.workloadOptions().trace())
            : searchPlan.slots();
    slots.forEach(levelSlot -> levelSlot.haltWhen(this::isHalted));
    this.workload =
        Workload.of(options.target(), options.requestOptions(), options.workloadOptions());
    this.clientContext = ClientContext.forTarget(options.target(), workload, this::record);
    this.virtualUsers = new VirtualUsers(clientContext);
    this.costMonitor =
        command == Command.SMOKE
            ? null
            : new CostMonitor(options.monitorOptions(), options.target(), console.err());
    // Last: what can't be used leaves no empty folder behind.
    Path givenDir = options.output().resultsDir();
    this.dir =
        givenDir == null
            ? ResultDirectory.createUnique(RESULTS_DIR, command)
            : ResultDirectory.create(givenDir);
  }

  /**
   * For the command line. Should the JVM end before the run does, it is written down as far as it
   * went.
   *
   * @throws IllegalArgumentException naming the CA file or the process, if it can't be used
   */
  public static synchronized BenchRun prepare(Command command, Options options, Console console) {
    BenchRun run = new BenchRun(command, options, console);
    current = run;
    ShutdownSteps.push(run::interrupt);
    return run;
  }

  /**
   * For the simulations: what the command line prepared, else by system properties. Where those
   * name no server, the built proxy is started, and serves for as long as this JVM lives.
   *
   * @throws dev.firsttoken.bench.options.BadOption for a value that can't be used
   * @throws UnreachableException if nothing listens at the target
   */
  public static synchronized BenchRun forSimulation(Command command) {
    BenchRun prepared = current;
    if (prepared != null) {
      return prepared;
    }
    try {
      return forBuild(command);
    } catch (IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException
        | UnreachableException e) {
      // Gatling prints a trace, in which nobody finds it.
      System.err.println("bench: " + e.getMessage());
      throw e;
    }
  }

  private static BenchRun forBuild(Command command) {
    Options options =
        Options.from(command, RawOptions.fromProperties(properties(), System.getenv()));
    if (!options.target().isExplicit()) {
      ProxyProcess proxy = ProxyProcess.start();
      System.err.println("bench: no -DbaseUrl is given: the built proxy serves at " + proxy.url());
      options = options.withTarget(proxy.chatUrl(), RequestOptions.SYNTHETIC);
    }
    Preflight.check(options.target().chatUrl());
    BenchRun run = prepare(command, options, Console.forMaven());
    run.failsBuild = true;
    return run;
  }

  private static Map<String, String> properties() {
    Properties all = System.getProperties();
    return all.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, all::getProperty));
  }

  public Options options() {
    return options;
  }

  /** Where the samples and the result are written. */
  public Path dir() {
    return dir;
  }

  /** All levels, for Gatling to run. */
  public PopulationBuilder population() {
    PopulationBuilder levels =
        LevelScenario.createPopulation(
            slots,
            virtualUsers,
            this::recordInOrder,
            () -> searchPlan == null || searchPlan.isReady());
    return options.loadOptions().slo() == null
        ? levels
        : LevelScenario.withSloCheck(
            levels, () -> unjudgedLevels.get() == 0 || isHalted(), this::meetsSlo);
  }

  /**
   * What fails a build: a request that failed, unless the SLO says how many may or it was sent to
   * find out what is too much; an SLO that was missed.
   */
  public List<Assertion> assertions() {
    Assertion noFailures = global().failedRequests().count().is(0L);
    Slo slo = options.loadOptions().slo();
    if (slo == null) {
      return List.of(noFailures);
    }
    Assertion sloMet = details(LevelScenario.SLO).failedRequests().count().is(0L);
    return slo.allowsErrors() || options.loadOptions().findMax()
        ? List.of(sloMet)
        : List.of(noFailures, sloMet);
  }

  /** When the run is over at the latest. */
  public Duration maxDuration() {
    return LoadPlan.maxDuration(slots, options.target().timeout());
  }

  /** Opens the sample file; the load begins right after. */
  public void start() {
    JvmWarmup.run(options.requestOptions());
    if (costMonitor != null) {
      costMonitor.discover();
      slots.forEach(levelSlot -> levelSlot.monitorCosts(costMonitor));
    }
    RunHeader header = RunHeader.now(command.label(), recordedOptions(), environment, calibration);
    synchronized (this) {
      recorder =
          new Recorder(
              dir,
              header,
              this::onJudged,
              numbers -> console.startProgress(numbers, clientContext.inFlight()::get));
    }
  }

  /** What the user gave, and what was asked for besides: the report looks for it. */
  private Map<String, Object> recordedOptions() {
    Map<String, Object> recordedOptions = new LinkedHashMap<>(options.recordedOptions());
    if (options.requestOptions().requestsTimestamps()) {
      recordedOptions.put("stamp", true);
    }
    return recordedOptions;
  }

  /** One that is being made owes nothing to the one before. */
  private @Nullable Calibration calibration() {
    return command == Command.CALIBRATE
        ? null
        : CalibrationLookup.find(
            options.monitorOptions().calibrationFile(),
            CalibrationFile.defaultPath(System.getenv()),
            environment,
            console.err());
  }

  /** A level's begin or end, which must not overtake samples whose text is still to be read. */
  private void recordInOrder(Entry entry) {
    if (entry instanceof LevelEnd) {
      unjudgedLevels.incrementAndGet();
    }
    ResponseTextProcessor textProcessor = workload.textProcessor();
    if (textProcessor == null) {
      record(entry);
    } else {
      textProcessor.runAfterPending(() -> record(entry));
    }
  }

  /** Nothing that is sent would be recorded. */
  private boolean isHalted() {
    Recorder open = recorder;
    return open != null && open.hasFailed();
  }

  private void onJudged(boolean met) {
    if (searchPlan != null) {
      searchPlan.onJudged(met);
    }
    unjudgedLevels.decrementAndGet();
  }

  /** Whether the levels so far meet what was asked of them. */
  private boolean meetsSlo() {
    Recorder open = recorder;
    return open != null && open.meetsSlo();
  }

  private void record(Entry entry) {
    Recorder open = recorder;
    if (open != null) {
      open.add(entry);
    }
  }

  /**
   * The load is over: by itself, or because the time was.
   *
   * @throws java.io.UncheckedIOException naming the file that lacks samples, or can't be written
   */
  public @Nullable Result finish() {
    ResponseTextProcessor textProcessor = workload.textProcessor();
    if (textProcessor != null && !textProcessor.awaitPending(NOTICE_AFTER)) {
      // Without the lock: a signal that comes meanwhile ends the run at once.
      console.err().println("bench: answers are still being read; Ctrl-C leaves out the rest");
      textProcessor.awaitPending(MAX_PENDING_WAIT);
    }
    return finish(!slots.stream().allMatch(LevelSlot::isFinished));
  }

  /**
   * The same for a simulation, whose build has no status to look at.
   *
   * @throws IllegalStateException under Maven, if a copy of the result could not be written
   */
  public void end() {
    boolean lost = finish() != null && !isWritten();
    if (failsBuild && lost) {
      throw new IllegalStateException("a copy of the result could not be written: see above");
    }
  }

  // Without effect on a run that is over.
  private void interrupt() {
    finish(true);
  }

  /** Null if the load was never begun, or its end has failed before. */
  private synchronized @Nullable Result finish(boolean partial) {
    Recorder open = recorder;
    if (open == null || finished) {
      return result;
    }
    finished = true;
    boolean aborted = virtualUsers.stop(STOP_TIMEOUT);
    ResponseTextProcessor textProcessor = workload.textProcessor();
    if (textProcessor != null) {
      textProcessor.finish(STOP_TIMEOUT);
    }
    if (costMonitor != null) {
      costMonitor.close();
    }
    Result finalResult = open.close(partial || aborted);
    result = finalResult;
    console.printResult(finalResult, dir);
    // What was measured is shown by now, whatever becomes of its copies.
    Output output = options.output();
    isWritten = ResultCopies.write(finalResult, output.json(), output.csv(), console.err());
    return finalResult;
  }

  /** Whether the result lies wherever it was asked for; once the run is over. */
  public synchronized boolean isWritten() {
    return isWritten;
  }
}
