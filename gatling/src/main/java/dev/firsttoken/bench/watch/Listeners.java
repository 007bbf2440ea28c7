package dev.firsttoken.bench.watch;

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

/** The processes that listen at a port of this machine. */
record Listeners(int port, List<ProcessHandle> processes) {
  /** Programs that listen for others, whose CPU says nothing of the server's. */
  private static final Set<String> STAND_INS =
      Set.of("docker-proxy", "rootlessport", "kubectl", "ssh", "sshd", "systemd");

  /** Missing where the target is elsewhere, or its process can't be told. */
  static Seen<Listeners> at(URI target) {
    String host = target.getHost();
    int port = target.getPort() >= 0 ? target.getPort() : usualPort(target);
    List<InetAddress> addresses = addressesHere(host == null ? "" : host);
    if (addresses.isEmpty()) {
      return Seen.missing(host + " is no address of this machine");
    }
    OperatingSystem system = new SystemInfo().getOperatingSystem();
    List<Integer> owners =
        system.getInternetProtocolStats().getConnections().stream()
            .filter(connection -> listens(connection, port, addresses))
            .map(IPConnection::getowningProcessId)
            .distinct()
            .toList();
    if (owners.isEmpty()) {
      return Seen.missing("nothing listens at port %d of this machine".formatted(port));
    }
    return named(system, port, owners);
  }

  private static Seen<Listeners> named(OperatingSystem system, int port, List<Integer> owners) {
    for (int owner : owners) {
      OSProcess process = owner > 0 ? system.getProcess(owner) : null;
      if (process == null) {
        return Seen.missing(
            "who listens at port %d is hidden from this user: name it by --watch-pid"
                .formatted(port));
      }
      if (STAND_INS.contains(process.getName())) {
        return Seen.missing(
            "at port %d listens %s, which only stands in for the server: name that by --watch-pid"
                .formatted(port, process.getName()));
      }
    }
    SharedSocket socket = SharedSocket.at(port);
    List<ProcessHandle> tops =
        owners.stream()
            .flatMap(owner -> ProcessHandle.of(owner).stream())
            .map(socket::topmost)
            .distinct()
            .toList();
    return tops.isEmpty()
        ? Seen.missing("who listened at port %d has ended".formatted(port))
        : Seen.of(new Listeners(port, tops));
  }

  private static int usualPort(URI target) {
    return "https".equals(target.getScheme()) ? 443 : 80;
  }

  private static boolean listens(IPConnection connection, int port, List<InetAddress> addresses) {
    if (connection.getState() != TcpState.LISTEN || connection.getLocalPort() != port) {
      return false;
    }
    try {
      InetAddress local = InetAddress.getByAddress(connection.getLocalAddress());
      return local.isAnyLocalAddress() || addresses.contains(local);
    } catch (UnknownHostException e) {
      return false; // neither four bytes nor sixteen: no address of TCP
    }
  }

  private static List<InetAddress> addressesHere(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).filter(Listeners::isHere).toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
