package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.files.FileErrors;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a simulation in this JVM, as Gatling's own main would; at most one per JVM. */
public final class GatlingRunner {
  private static final String EVENT_LOOPS_PROPERTY = "io.netty.eventLoopThreads";

  /** Registration of the charts. Their licence keeps them out of archives and images. */
  private static final String CHARTS =
      "META-INF/services/io.gatling.charts.component.ComponentLibrary";

  private static final String NO_REQUESTS = "There were no requests sent";

  /**
   * Gatling only reads its preferences, and the JDK warns where their folder can't be written to.
   * Kept here, because the JDK forgets the level of a logger that nothing refers to.
   */
  private static final Logger PREFERENCES_LOG = Logger.getLogger("java.util.prefs");

  private GatlingRunner() {}

  /** Returns true if Gatling can make its HTML report. */
  public static boolean hasCharts() {
    return ClassLoader.getSystemResource(CHARTS) != null;
  }

  /**
   * Runs the simulation to its end. Drops what Gatling prints about its steps; its log goes to
   * stderr.
   *
   * @param description what the HTML report in {@code dir/gatling} says of the run, or null to
   *     write none
   * @return true if the HTML report is written
   */
  public static boolean run(
      Class<? extends Simulation> simulation, Path dir, @Nullable String description) {
    PREFERENCES_LOG.setLevel(Level.OFF);
    Path gatlingDir = dir.resolve(".gatling");
    List<String> args =
        new ArrayList<>(List.of("-s", simulation.getName(), "-rf", gatlingDir.toString()));
    args.addAll(description == null ? List.of("-nr") : List.of("-rd", description));
    PrintStream originalOut = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      io.gatling.app.Gatling$.MODULE$.fromArgs(args.toArray(String[]::new));
    } catch (Exception e) {
      if (e instanceof IOException) {
        return false; // Gatling's log is cut, by a full disk: the bench reports its own files
      }
      if (!isWithoutRequests(e)) {
        throw e;
      }
      return keepReport(gatlingDir, dir, false);
    } finally {
      System.setOut(originalOut);
    }
    return keepReport(gatlingDir, dir, description != null);
  }

  /** Gatling makes no report of a run that ended in its warm-up; the result says why it did. */
  private static boolean isWithoutRequests(Exception e) {
    return e instanceof UnsupportedOperationException
        && String.valueOf(e.getMessage()).startsWith(NO_REQUESTS);
  }

  private static boolean keepReport(Path gatlingDir, Path dir, boolean htmlReport) {
    try {
      if (htmlReport) {
        Files.move(onlyEntry(gatlingDir), dir.resolve("gatling"));
      }
      delete(gatlingDir);
      return htmlReport;
    } catch (IOException e) {
      System.err.println(
          "bench: Gatling's report stays in " + gatlingDir + ": " + FileErrors.reason(e));
      return false;
    }
  }

  /**
   * Has Netty make one event loop per core, unless the user has set another number; to be called
   * before anything makes one. Netty's default is two per core; on busy cores they only take turns.
   */
  public static void useOneLoopPerCore() {
    if (System.getProperty(EVENT_LOOPS_PROPERTY) == null) {
      System.setProperty(
          EVENT_LOOPS_PROPERTY, Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
  }

  private static Path onlyEntry(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.findAny().orElseThrow(() -> new IOException("nothing in " + dir));
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
