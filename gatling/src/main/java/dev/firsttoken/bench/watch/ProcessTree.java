package dev.firsttoken.bench.watch;

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
  private static final int SEARCH_SHARE = 1_000;

  private final List<ProcessHandle> roots;
  private final Map<ProcessHandle, Account> accounts = new LinkedHashMap<>();
  private long beginNanos;
  private long nextSearchNanos;
  private long peakRssBytes;
  private int threads;
  private int processes;

  ProcessTree(List<ProcessHandle> roots) {
    this.roots = roots;
  }

  /** The first look begins the window. */
  void look() {
    boolean first = accounts.isEmpty();
    long now = System.nanoTime();
    if (first) {
      beginNanos = now;
    }
    if (first || now - nextSearchNanos >= 0) {
      search(first);
      long end = System.nanoTime();
      nextSearchNanos = end + SEARCH_SHARE * (end - now);
    }
    lookAtEach();
  }

  /** Looks for the last time. */
  Seen<ServerCost> end(String foundBy) {
    look();
    search(false);
    lookAtEach();
    for (ProcessHandle root : roots) {
      Account account = accounts.get(root);
      if (account == null || !account.lives()) {
        return Seen.missing("the server's process %d has ended".formatted(root.pid()));
      }
    }
    return Seen.of(
        new ServerCost(
            System.nanoTime() - beginNanos, cpuNanos(), peakRssBytes, threads, processes, foundBy));
  }

  /** All that were found so far, in order. */
  Set<ProcessHandle> processes() {
    return accounts.keySet();
  }

  private void search(boolean first) {
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
      accounts.computeIfAbsent(process, found -> new Account(found, first));
    }
  }

  private void lookAtEach() {
    long rssBytes = 0;
    int threadsNow = 0;
    int processesNow = 0;
    for (Account account : accounts.values()) {
      ProcessLook now = account.look();
      if (now != null) {
        rssBytes += now.rssBytes();
        threadsNow += now.threads();
        processesNow++;
      }
    }
    peakRssBytes = Math.max(peakRssBytes, rssBytes);
    threads = Math.max(threads, threadsNow);
    processes = Math.max(processes, processesNow);
  }

  private long cpuNanos() {
    long seenNanos = 0;
    long waitedForNanos = 0;
    for (Account account : accounts.values()) {
      seenNanos += account.seenNanos();
      waitedForNanos += account.keptNanos();
    }
    return Math.max(seenNanos, waitedForNanos);
  }
}
