package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some processes and all below them over one window, from the first look to the last. A process
 * that was below them once stays one of theirs, also when those between are gone.
 *
 * <p>The CPU time of those that ended is known in two ways, and neither is whole: by the last look
 * at each, which misses what came after; and by what each process says of the ended ones below it
 * that it waited for, which misses those that nobody waited for. So the larger of two sums counts.
 */
final class ProcessTree {
  /** To search all processes of the machine may cost a thousandth of a core. */
  private static final int SEARCH_INTERVAL_FACTOR = 1_000;

  private final List<ProcessHandle> roots;
  private final Map<ProcessHandle, CpuAccount> accounts = new LinkedHashMap<>();
  private long startNanos;
  private long nextSearchNanos;
  private long peakRssBytes;
  private int threads;
  private int processes;

  ProcessTree(List<ProcessHandle> roots) {
    this.roots = roots;
  }

  /** The first look begins the window. */
  void sample() {
    boolean first = accounts.isEmpty();
    long now = System.nanoTime();
    if (first) {
      startNanos = now;
    }
    if (first || now - nextSearchNanos >= 0) {
      discover(first);
      long end = System.nanoTime();
      nextSearchNanos = end + SEARCH_INTERVAL_FACTOR * (end - now);
    }
    sampleEach();
  }

  /** Looks for the last time. */
  Lookup<ServerCost> stop(String foundBy) {
    sample();
    discover(false);
    sampleEach();
    for (ProcessHandle root : roots) {
      CpuAccount cpuAccount = accounts.get(root);
      if (cpuAccount == null || !cpuAccount.isAlive()) {
        return Lookup.missing("the server's process %d has ended".formatted(root.pid()));
      }
    }
    return Lookup.of(
        new ServerCost(
            System.nanoTime() - startNanos, cpuNanos(), peakRssBytes, threads, processes, foundBy));
  }

  /** All that were found so far, in order. */
  Set<ProcessHandle> processes() {
    return accounts.keySet();
  }

  private void discover(boolean first) {
    Set<ProcessHandle> tree =
        roots.stream()
            .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    ProcessHandle self = ProcessHandle.current();
    if (tree.contains(self) && !roots.contains(self)) {
      // The load is no part of the server, though the server, or what started both, began it.
      tree.remove(self);
      self.descendants().forEach(tree::remove);
    }
    for (ProcessHandle process : tree) {
      accounts.computeIfAbsent(process, handle -> new CpuAccount(handle, first));
    }
  }

  private void sampleEach() {
    long rssBytes = 0;
    int threadsNow = 0;
    int processesNow = 0;
    for (CpuAccount cpuAccount : accounts.values()) {
      ProcessSample current = cpuAccount.sample();
      if (current != null) {
        rssBytes += current.rssBytes();
        threadsNow += current.threads();
        processesNow++;
      }
    }
    peakRssBytes = Math.max(peakRssBytes, rssBytes);
    threads = Math.max(threads, threadsNow);
    processes = Math.max(processes, processesNow);
  }

  private long cpuNanos() {
    long sampledNanos = 0;
    long accountedNanos = 0;
    for (CpuAccount cpuAccount : accounts.values()) {
      sampledNanos += cpuAccount.sampledCpuNanos();
      accountedNanos += cpuAccount.accountedCpuNanos();
    }
    return Math.max(sampledNanos, accountedNanos);
  }
}
