package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.monitor.PortOwners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A loopback port of this machine, which baselines listen on. */
public record LocalPort(int number) {
  /** Finds a port that nothing listens on. */
  public static LocalPort findFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new LocalPort(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Base URL of a server on this port, without a slash at its end. */
  public URI origin() {
    return URI.create("http://127.0.0.1:" + number);
  }

  boolean isFree() {
    try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Checks that nothing listens on it.
   *
   * @param baseline name of the baseline that needs it
   * @throws IllegalStateException with the processes that listen on it
   */
  public void requireFree(String baseline) {
    String others = describeListeners();
    if (others != null) {
      throw new IllegalStateException(describeTaken(baseline, others));
    }
  }

  /** Names the processes that listen on it: {@code node (pid 4711)}; null if none does. */
  private @Nullable String describeListeners() {
    if (isFree()) {
      return null;
    }
    PortOwners owners = PortOwners.find(origin()).value();
    return owners == null ? "another process" : describe(owners);
  }

  /** Says that a baseline can't start, because other processes listen on its port. */
  String describeTaken(String baseline, String others) {
    return "%s can't start: port %d is taken by %s. Stop that first."
        .formatted(baseline, number, others);
  }

  /**
   * Names the processes that listen on it, unless one of them belongs to a server.
   *
   * @param root process id of the root of the server's process tree
   * @return null if one belongs to it, or if the processes are unknown
   */
  @Nullable String describeOthers(long root) {
    PortOwners owners = PortOwners.find(origin()).value();
    return owners == null || owners.processes().stream().anyMatch(owner -> isBelow(owner, root))
        ? null
        : describe(owners);
  }

  private static boolean isBelow(ProcessHandle process, long root) {
    return Stream.iterate(
            Optional.of(process),
            Optional::isPresent,
            child -> child.flatMap(ProcessHandle::parent))
        .anyMatch(ancestor -> ancestor.orElseThrow().pid() == root);
  }

  /** Names processes: {@code node (pid 4711)}. */
  private static String describe(PortOwners owners) {
    return owners.processes().stream()
        .map(owner -> "%s (pid %d)".formatted(programName(owner), owner.pid()))
        .collect(Collectors.joining(" and "));
  }

  private static String programName(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> String.valueOf(Path.of(command).getFileName()))
        .orElse("a process");
  }
}
