package dev.firsttoken.bench.load;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;

import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Given;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.report.Copies;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.slo.Slo;
import dev.firsttoken.bench.summary.Result;
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
public final class LoadRun {
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofDays(1);
  private static final Path RESULTS = Path.of("results");

  private static @Nullable LoadRun current;

  private final Command command;
  private final Options options;
  private final Environment environment;
  private final @Nullable Calibration calibration;
  private final Path dir;
  private final Display display;
  private final @Nullable Probes probes;
  private final List<Slot> slots;
  private final Asking asking;
  private final Calls calls;
  private final Users users;
  private final @Nullable Costs costs;
  private final AtomicInteger unjudged = new AtomicInteger();
  private volatile @Nullable Recorder recorder;
  private boolean failsBuild;
  private boolean finished;
  private @Nullable Result result;
  private boolean written;

  private LoadRun(Command command, Options options, Display display) {
    this.command = command;
    this.options = options;
    this.display = display;
    this.environment = Environment.here();
    this.calibration = calibration();
    this.probes = options.shape().findMax() ? Plan.probes(options.shape()) : null;
    this.slots =
        probes == null ? Plan.of(command, options.shape(), options.talk().trace()) : probes.slots();
    slots.forEach(slot -> slot.until(this::halted));
    this.asking = Asking.of(options.target(), options.ask(), options.talk());
    this.calls = Calls.to(options.target(), asking, this::record);
    this.users = new Users(calls);
    this.costs =
        command == Command.SMOKE
            ? null
            : new Costs(options.watch(), options.target(), display.err());
    // Last: what can't be used leaves no empty folder behind.
    Path named = options.output().resultsDir();
    this.dir = named == null ? Folders.fresh(RESULTS, command) : Folders.named(named);
  }

  /**
   * For the command line. Should the JVM end before the run does, it is written down as far as it
   * went.
   *
   * @throws IllegalArgumentException naming the CA file or the process, if it can't be used
   */
  public static synchronized LoadRun prepare(Command command, Options options, Display display) {
    LoadRun run = new LoadRun(command, options, display);
    current = run;
    AtExit.first(run::interrupt);
    return run;
  }

  /**
   * For the simulations: what the command line prepared, else by system properties. Where those
   * name no server, the built proxy is started, and serves for as long as this JVM lives.
   *
   * @throws dev.firsttoken.bench.options.BadOption for a value that can't be used
   * @throws Unreachable if nothing listens at the target
   */
  public static synchronized LoadRun of(Command command) {
    LoadRun prepared = current;
    if (prepared != null) {
      return prepared;
    }
    try {
      return ofBuild(command);
    } catch (IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException
        | Unreachable e) {
      // Gatling prints a trace, in which nobody finds it.
      System.err.println("bench: " + e.getMessage());
      throw e;
    }
  }

  private static LoadRun ofBuild(Command command) {
    Options options = Options.from(command, Given.byProperties(properties(), System.getenv()));
    if (!options.target().named()) {
      OwnProxy proxy = OwnProxy.start();
      System.err.println("bench: no -DbaseUrl is given: the built proxy serves at " + proxy.url());
      options = options.aimedAt(proxy.chat(), Ask.SYNTHETIC);
    }
    Reach.check(options.target().chat());
    LoadRun run = prepare(command, options, Display.ofMaven());
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
        Profile.of(slots, users, this::inTurn, () -> probes == null || probes.ready());
    return options.shape().slo() == null
        ? levels
        : Profile.judge(levels, () -> unjudged.get() == 0 || halted(), this::meets);
  }

  /**
   * What fails a build: a request that failed, unless the SLO says how many may or it was sent to
   * find out what is too much; an SLO that was missed.
   */
  public List<Assertion> assertions() {
    Assertion none = global().failedRequests().count().is(0L);
    Slo slo = options.shape().slo();
    if (slo == null) {
      return List.of(none);
    }
    Assertion met = details(Profile.SLO).failedRequests().count().is(0L);
    return slo.toleratesErrors() || options.shape().findMax() ? List.of(met) : List.of(none, met);
  }

  /** When the run is over at the latest. */
  public Duration bound() {
    return Plan.bound(slots, options.target().timeout());
  }

  /** Opens the sample file; the load begins right after. */
  public void start() {
    Rehearsal.play(options.ask());
    if (costs != null) {
      costs.open();
      slots.forEach(slot -> slot.measure(costs));
    }
    RunHeader header = RunHeader.now(command.label(), asked(), environment, calibration);
    synchronized (this) {
      recorder =
          new Recorder(
              dir,
              header,
              this::judged,
              numbers -> display.progress(numbers, calls.underWay()::get));
    }
  }

  /** What the user gave, and what was asked for besides: the report looks for it. */
  private Map<String, Object> asked() {
    Map<String, Object> asked = new LinkedHashMap<>(options.shown());
    if (options.ask().stamped()) {
      asked.put("stamp", true);
    }
    return asked;
  }

  /** One that is being made owes nothing to the one before. */
  private @Nullable Calibration calibration() {
    return command == Command.CALIBRATE
        ? null
        : OwnCalibration.of(
            options.watch().calibration(),
            CalibrationFile.standard(System.getenv()),
            environment,
            display.err());
  }

  /** A level's begin or end, which must not overtake samples whose text is still to be read. */
  private void inTurn(Entry entry) {
    if (entry instanceof LevelEnd) {
      unjudged.incrementAndGet();
    }
    Texts texts = asking.texts();
    if (texts == null) {
      record(entry);
    } else {
      texts.after(() -> record(entry));
    }
  }

  /** Nothing that is sent would be recorded. */
  private boolean halted() {
    Recorder open = recorder;
    return open != null && open.failed();
  }

  private void judged(boolean met) {
    if (probes != null) {
      probes.judged(met);
    }
    unjudged.decrementAndGet();
  }

  /** Whether the levels so far meet what was asked of them. */
  private boolean meets() {
    Recorder open = recorder;
    return open != null && open.meets();
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
    Texts texts = asking.texts();
    if (texts != null && !texts.told(SOON)) {
      // Without the lock: a signal that comes meanwhile ends the run at once.
      display.err().println("bench: answers are still being read; Ctrl-C leaves out the rest");
      texts.told(LATEST);
    }
    return finish(!slots.stream().allMatch(Slot::over));
  }

  /**
   * The same for a simulation, whose build has no status to look at.
   *
   * @throws IllegalStateException under Maven, if a copy of the result could not be written
   */
  public void end() {
    boolean lost = finish() != null && !written();
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
    boolean aborted = users.stop(PATIENCE);
    Texts texts = asking.texts();
    if (texts != null) {
      texts.finish(PATIENCE);
    }
    if (costs != null) {
      costs.close();
    }
    Result made = open.close(partial || aborted);
    result = made;
    display.result(made, dir);
    // What was measured is shown by now, whatever becomes of its copies.
    Output output = options.output();
    written = Copies.write(made, output.json(), output.csv(), display.err());
    return made;
  }

  /** Whether the result lies wherever it was asked for; once the run is over. */
  public synchronized boolean written() {
    return written;
  }
}
