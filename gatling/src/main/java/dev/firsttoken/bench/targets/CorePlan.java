package dev.firsttoken.bench.targets;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Cores of a comparison: the client has one half of those that this process may use, the servers
 * under load the other. The hardware threads of one core stay on one side where there are two cores
 * or more. The upstream of relays runs beside the client.
 *
 * @param client cores of the client, as taskset takes them; empty if nothing is pinned
 * @param servers cores of the servers; empty if nothing is pinned
 */
public record CorePlan(String client, String servers) {
  /** Leaves all processes on all cores. */
  public static final CorePlan NONE = new CorePlan("", "");

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final Path CORES = Path.of("/sys/devices/system/cpu");
  private static final String SIBLINGS = "topology/thread_siblings_list";
  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final long TIMEOUT_SECONDS = 5;

  /**
   * Divides the cores that this process may use.
   *
   * @throws InvalidOptionException if there are fewer than two, or no taskset
   */
  public static CorePlan halves() {
    if (!Files.isExecutable(TASKSET) || !Files.isReadable(STATUS)) {
      throw new InvalidOptionException(
          "--pin: needs Linux and taskset, which is in the package util-linux");
    }
    try {
      return halves(
          Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith(ALLOWED))
              .map(line -> line.substring(ALLOWED.length()).strip())
              .findFirst()
              .orElse(""),
          CorePlan::siblings);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + STATUS, e);
    }
  }

  /**
   * @param allowed list of the kernel, such as {@code 0-3,8}
   * @param siblings returns the hardware threads of the core that a thread belongs to
   */
  static CorePlan halves(String allowed, IntFunction<String> siblings) {
    List<Integer> threads = parse(allowed);
    if (threads.size() < 2) {
      throw new InvalidOptionException(
          "--pin: needs at least two cores, but this process may use %d".formatted(threads.size()));
    }
    Collection<List<Integer>> cores =
        threads.stream()
            .collect(groupingBy(siblings::apply, LinkedHashMap::new, toList()))
            .values();
    if (cores.size() < 2) {
      cores = threads.stream().map(List::of).toList();
    }
    long half = cores.size() / 2;
    return new CorePlan(join(cores.stream().limit(half)), join(cores.stream().skip(half)));
  }

  /** Where the kernel does not tell, each thread counts as a core of its own. */
  private static String siblings(int thread) {
    try {
      return Files.readString(CORES.resolve("cpu" + thread).resolve(SIBLINGS)).strip();
    } catch (IOException e) {
      return Integer.toString(thread);
    }
  }

  /** Reads a list such as {@code 0-3,8}. */
  private static List<Integer> parse(String allowed) {
    List<Integer> cores = new ArrayList<>();
    for (String range : allowed.isEmpty() ? List.<String>of() : List.of(allowed.split(",", -1))) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      for (int core = first; core <= last; core++) {
        cores.add(core);
      }
    }
    return cores;
  }

  private static String join(Stream<List<Integer>> cores) {
    return cores.flatMap(List::stream).map(String::valueOf).collect(joining(","));
  }

  List<String> serverPrefix() {
    return prefix(servers);
  }

  List<String> clientPrefix() {
    return prefix(client);
  }

  private static List<String> prefix(String cores) {
    return cores.isEmpty() ? List.of() : List.of(TASKSET.toString(), "-c", cores);
  }

  /**
   * Moves all threads of this process to the client's cores; threads that start later inherit them.
   *
   * @throws IllegalStateException if taskset fails
   */
  public void pinClient() {
    if (client.isEmpty()) {
      return;
    }
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      Process taskset =
          new ProcessBuilder(TASKSET.toString(), "-a", "-p", "-c", client, pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!taskset.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
        taskset.destroyForcibly();
        throw new IllegalStateException(
            "--pin: taskset could not move this process to core " + client);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("--pin: taskset can't run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
