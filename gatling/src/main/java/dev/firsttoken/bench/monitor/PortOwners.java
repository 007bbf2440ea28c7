package dev.firsttoken.bench.monitor;

import dev.firsttoken.wire.call.Origin;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/** Processes that listen on a port of this machine. */
public record PortOwners(int port, List<ProcessHandle> processes) {
  /** Programs that listen on behalf of others, so that their CPU is not the server's. */
  private static final Set<String> PROXY_PROGRAMS =
      Set.of("docker-proxy", "rootlessport", "kubectl", "ssh", "sshd", "systemd");

  /** Finds the processes; missing if the target is on another machine or its process is unknown. */
  public static Lookup<PortOwners> find(URI target) {
    Origin origin = Origin.of(target);
    int port = origin.port();
    List<InetAddress> addresses = localAddresses(origin.host());
    if (addresses.isEmpty()) {
      return Lookup.missing(origin.host() + " is not an address of this machine");
    }
    OperatingSystem system = new SystemInfo().getOperatingSystem();
    List<Integer> owners =
        system.getInternetProtocolStats().getConnections().stream()
            .filter(connection -> isListening(connection, port, addresses))
            .map(IPConnection::getowningProcessId)
            .distinct()
            .toList();
    if (owners.isEmpty()) {
      return Lookup.missing("nothing listens on port %d of this machine".formatted(port));
    }
    return identify(system, port, owners);
  }

  private static Lookup<PortOwners> identify(
      OperatingSystem system, int port, List<Integer> owners) {
    for (int owner : owners) {
      OSProcess process = owner > 0 ? system.getProcess(owner) : null;
      if (process == null) {
        return Lookup.missing(
            "the process on port %d belongs to another user; name it with --watch-pid"
                .formatted(port));
      }
      if (PROXY_PROGRAMS.contains(process.getName())) {
        return Lookup.missing(
            "%s listens on port %d on behalf of the server; name the server with --watch-pid"
                .formatted(process.getName(), port));
      }
    }
    SharedSocket socket = SharedSocket.find(port);
    List<ProcessHandle> topProcesses =
        owners.stream()
            .flatMap(owner -> ProcessHandle.of(owner).stream())
            .map(socket::topmost)
            .distinct()
            .toList();
    return topProcesses.isEmpty()
        ? Lookup.missing("the process on port %d has ended".formatted(port))
        : Lookup.of(new PortOwners(port, topProcesses));
  }

  private static boolean isListening(
      IPConnection connection, int port, List<InetAddress> addresses) {
    if (connection.getState() != TcpState.LISTEN || connection.getLocalPort() != port) {
      return false;
    }
    try {
      InetAddress local = InetAddress.getByAddress(connection.getLocalAddress());
      return local.isAnyLocalAddress() || addresses.contains(local);
    } catch (UnknownHostException e) {
      return false; // neither four bytes nor sixteen: not a TCP address
    }
  }

  private static List<InetAddress> localAddresses(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).filter(PortOwners::isLocal).toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static boolean isLocal(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
