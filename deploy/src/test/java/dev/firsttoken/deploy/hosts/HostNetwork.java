package dev.firsttoken.deploy.hosts;

import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts on one Ethernet: a network namespace for each, and one for the bridge between them. The
 * machine's own network stays as it is, so the addresses are the same in every run.
 *
 * <p>The names of the namespaces hold the id of this process. Those of a process that is gone were
 * left by a killed run, and go with what runs in them.
 */
final class HostNetwork implements AutoCloseable {
  private static final String PREFIX = "first-token-hosts-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");
  private static final String BRIDGE = "bridge";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final AtomicInteger CREATED = new AtomicInteger();

  private final String prefix;
  private final String bridge;

  /** The last one first, as they are removed. */
  private final Deque<String> namespaces = new ConcurrentLinkedDeque<>();

  /**
   * Creates a network without hosts.
   *
   * @throws AssertionError with the output of the command that fails
   */
  HostNetwork() {
    removeLeftovers();
    prefix = prefix(ProcessHandle.current().pid(), CREATED.incrementAndGet());
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "hosts"));
    bridge = addNamespace(BRIDGE);
    try {
      ip("-n", bridge, "link", "add", BRIDGE, "type", "bridge");
      ip("-n", bridge, "link", "set", BRIDGE, "up");
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  /** Returns the first part of the names of a network's namespaces. */
  static String prefix(long pid, int number) {
    return PREFIX + pid + "-" + number + "-";
  }

  /** Leaves out a test, and says why, where no host can be made. */
  static void assumePossible(Class<?> test) {
    RequiredProgram.assume("ip", "iproute2", test);
    RequiredProgram.assume("nsenter", "util-linux", test);
    try (HostNetwork network = new HostNetwork()) {
      network.addHost("probe", 1).call(() -> true);
    } catch (AssertionError e) {
      RequiredProgram.leaveOut(
          test,
          "network namespaces can't be made here, which takes root on Linux: "
              + String.valueOf(e.getMessage()).strip().replaceAll("\\s*\n\\s*", ": "));
    }
  }

  /**
   * Adds a host.
   *
   * @param number last part of its address
   * @throws AssertionError with the output of the command that fails
   */
  Host addHost(String name, int number) {
    String address = "10.22.0." + number;
    String namespace = addNamespace(name);
    ip(
        "-n", bridge, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns",
        namespace);
    ip("-n", bridge, "link", "set", name, "master", BRIDGE, "up");
    ip("-n", namespace, "link", "set", "lo", "up");
    ip("-n", namespace, "address", "add", address + "/24", "dev", "eth0");
    ip("-n", namespace, "link", "set", "eth0", "up");
    return new Host(name, namespace, address);
  }

  private String addNamespace(String name) {
    String namespace = prefix + name;
    ip("netns", "add", namespace);
    namespaces.addFirst(namespace);
    return namespace;
  }

  /** Names of all network namespaces of this machine. */
  static List<String> namespaces() {
    return ip("netns", "list").lines().map(line -> line.split(" ", 2)[0]).toList();
  }

  private static void removeLeftovers() {
    for (String namespace : namespaces()) {
      Matcher name = NAME.matcher(namespace);
      if (name.matches() && isGone(Long.parseLong(name.group(1)))) {
        try {
          remove(namespace);
        } catch (AssertionError e) {
          // Another run may have removed it meanwhile. A leftover name disturbs no other network.
          System.err.println(namespace + " was left by a killed run and stays: " + e.getMessage());
        }
      }
    }
  }

  /** A process of this id may have been killed before this one got the id. */
  private static boolean isGone(long pid) {
    return pid == ProcessHandle.current().pid()
        ? CREATED.get() == 0
        : ProcessHandle.of(pid).isEmpty();
  }

  /** Kills what runs in a namespace, and deletes it with the host's end of its cable. */
  private static void remove(String namespace) {
    for (String pid : ip("netns", "pids", namespace).lines().toList()) {
      ProcessHandle.of(Long.parseLong(pid.strip()))
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
              });
    }
    ip("netns", "delete", namespace);
  }

  private static String ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    return CommandRunner.run(command, null, TIMEOUT);
  }

  /** Ends what still runs on the hosts, and removes them. */
  @Override
  public void close() {
    AssertionError failure = null;
    for (String next = namespaces.poll(); next != null; next = namespaces.poll()) {
      try {
        remove(next);
      } catch (AssertionError e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
