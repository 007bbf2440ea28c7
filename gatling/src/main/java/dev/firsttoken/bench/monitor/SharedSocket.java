package dev.firsttoken.bench.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The listening sockets of a port, as the links to them read in Linux's /proc. A server that forks
 * its workers shares them with these, and whoever asks who listens may hear of any.
 */
record SharedSocket(Set<String> links) {
  private static final String LISTEN_STATE = "0A";

  /** Knows none where there is no /proc. */
  static SharedSocket find(int port) {
    Set<String> links = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        lines
            .map(line -> line.strip().split(" +", -1))
            .filter(fields -> fields.length > 9 && fields[3].equals(LISTEN_STATE))
            .filter(fields -> fields[1].endsWith(":%04X".formatted(port)))
            .forEach(fields -> links.add("socket:[" + fields[9] + "]"));
      } catch (IOException | UncheckedIOException absent) {
        // No Linux, or no IPv6: the process that was found stands for itself.
      }
    }
    return new SharedSocket(links);
  }

  /** The process that gave the socket to this one, or gave it to the one that did; else itself. */
  ProcessHandle topmost(ProcessHandle process) {
    ProcessHandle top = process;
    Optional<ProcessHandle> parent = top.parent();
    while (parent.isPresent() && isHeldBy(parent.get())) {
      top = parent.get();
      parent = top.parent();
    }
    return top;
  }

  private boolean isHeldBy(ProcessHandle process) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return open.anyMatch(file -> links.contains(target(file)));
    } catch (IOException | UncheckedIOException hidden) {
      return false; // another user's, or gone
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
