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
 * Processes and all their descendants over one window, from the first sample to the last. A
 * descendant stays in the tree even after the processes between have ended.
 *
 * <p>There are two sources for the CPU time of processes that ended, both incomplete: the last
 * sample of a process leaves out the time after it, and the totals of reaped children leave out
 * children that were not reaped. So the larger of the two sums counts.
 */
final class ProcessTree {
  /** A search of all processes may take this fraction of a core: one thousandth. */
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

  /** Samples all processes; the first call starts the window. */
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

  /** Takes the last sample. */
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

  /** Processes found so far, in order. */
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
      // This process is not part of the server, even if the server, or a common parent, started it.
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
