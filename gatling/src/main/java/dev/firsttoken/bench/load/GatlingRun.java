package dev.firsttoken.bench.load;

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
import java.util.stream.Stream;

/** Runs a simulation in this JVM, as Gatling's own main would; at most one in a JVM. */
public final class GatlingRun {
  private static final String LOOPS = "io.netty.eventLoopThreads";

  private GatlingRun() {}

  /**
   * Returns when the run is over. What Gatling prints of its steps goes nowhere; what it logs goes
   * to stderr.
   *
   * @param report whether Gatling's HTML report is wanted, as {@code dir/gatling}
   */
  public static void run(Class<? extends Simulation> simulation, Path dir, boolean report) {
    Path own = dir.resolve(".gatling");
    List<String> args = new ArrayList<>(List.of("-s", simulation.getName(), "-rf", own.toString()));
    if (!report) {
      args.add("-nr");
    }
    oneLoopACore();
    PrintStream before = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      io.gatling.app.Gatling$.MODULE$.fromArgs(args.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    try {
      if (report) {
        Files.move(onlyFolder(own), dir.resolve("gatling"));
      }
      delete(own);
    } catch (IOException e) {
      System.err.println("bench: Gatling's report stays in " + own + ": " + e);
    }
  }

  /** Netty's own choice is two: on cores that are busy they only take turns. */
  private static void oneLoopACore() {
    if (System.getProperty(LOOPS) == null) {
      System.setProperty(LOOPS, Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
  }

  private static Path onlyFolder(Path dir) throws IOException {
    try (Stream<Path> inside = Files.list(dir)) {
      return inside.findAny().orElseThrow(() -> new IOException("nothing in " + dir));
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> inside = Files.walk(dir)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
