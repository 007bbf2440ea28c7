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
 * Listening sockets of a port, as links in Linux's /proc. A server that forks workers shares its
 * sockets with them, so that a search for the listening process may find any of them.
 */
record SharedSocket(Set<String> links) {
  private static final String LISTEN_STATE = "0A";

  /** Finds the sockets; none without /proc. */
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
        // Not Linux, or no IPv6: the process that was found is taken as the server.
      }
    }
    return new SharedSocket(links);
  }

  /** Highest ancestor that holds the socket too, else the process itself. */
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
      return false; // belongs to another user, or has ended
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
