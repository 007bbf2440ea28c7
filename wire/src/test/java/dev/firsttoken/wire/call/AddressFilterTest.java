package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that a dialer may not connect to. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class AddressFilterTest extends SocketTestBase {
  AddressFilterTest(Caller.Loops loops) {
    super(loops);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "localhost", "2130706433", "127.1", "::1", "::ffff:127.0.0.1"})
  void disallowedAddressIsNotConnectedTo(String host) throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, host, server.port());
    Connection connection =
        caller.dial(filteredDialer(origin, address -> !address.isLoopbackAddress()));
    RecordingCallListener recorder = caller.call(connection);
    CallResult result = assertEnded(recorder, CallOutcome.ADDRESS_REFUSED, true);
    assertThat(result.detail()).contains(origin.toString());
    assertEnded(caller.call(connection), CallOutcome.ADDRESS_REFUSED, true);
    assertThat(server.peers()).isEmpty();
  }

  /** Some resolvers accept hexadecimal and octal forms as loopback addresses. */
  @ParameterizedTest
  @ValueSource(strings = {"0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.01"})
  void alternativeFormOfADisallowedAddressIsNotConnectedTo(String host)
      throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, host, server.port());
    Dialer dialer = filteredDialer(origin, address -> !address.isLoopbackAddress());
    CallResult result = caller.call(caller.dial(dialer)).result();
    assertThat(result.outcome()).isIn(CallOutcome.ADDRESS_REFUSED, CallOutcome.CONNECT_FAILED);
    assertThat(server.peers()).isEmpty();
  }

  @Test
  void disallowedAddressIsSkippedForAnother() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, "localhost", server.port());
    List<InetAddress> checked = new ArrayList<>();
    Dialer dialer =
        filteredDialer(
            origin,
            address -> {
              checked.add(address);
              return address instanceof Inet4Address;
            });
    assertCompleted(caller.call(caller.dial(dialer)), "hello");
    assertThat(checked).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void addressFilterIsCheckedForEachConnection() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    AtomicInteger checked = new AtomicInteger();
    Origin origin = new Origin(false, "127.0.0.1", server.port());
    Dialer dialer = filteredDialer(origin, address -> checked.incrementAndGet() == 1);
    assertCompleted(caller.call(caller.dial(dialer)), "hello");
    assertEnded(caller.call(caller.dial(dialer)), CallOutcome.ADDRESS_REFUSED, true);
  }

  private static Dialer filteredDialer(Origin origin, Predicate<InetAddress> addressFilter) {
    return new Dialer(origin, Caller.CONNECT_TIMEOUT, null, addressFilter);
  }
}
