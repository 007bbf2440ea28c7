package dev.firsttoken.bench.targets;

import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Cores of a comparison: the client has one half of those that this process may use, the servers
 * under load the other. The upstream of relays runs beside the client.
 *
 * @param client cores of the client, as taskset takes them; empty if nothing is pinned
 * @param servers cores of the servers; empty if nothing is pinned
 */
public record CorePlan(String client, String servers) {
  /** Leaves all processes on all cores. */
  public static final CorePlan NONE = new CorePlan("", "");

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";
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
              .orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + STATUS, e);
    }
  }

  static CorePlan halves(String allowed) {
    List<Integer> cores = parse(allowed);
    if (cores.size() < 2) {
      throw new InvalidOptionException(
          "--pin: needs at least two cores, but this process may use %d".formatted(cores.size()));
    }
    int half = cores.size() / 2;
    return new CorePlan(join(cores.subList(0, half)), join(cores.subList(half, cores.size())));
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

  private static String join(List<Integer> cores) {
    return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
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
