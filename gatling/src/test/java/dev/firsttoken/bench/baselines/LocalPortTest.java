package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LocalPortTest {
  @Test
  void takenPortNamesTheProcess() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LocalPort port = new LocalPort(socket.getLocalPort());

      assertThatThrownBy(() -> port.requireFree("express"))
          .hasMessage(
              "express can't start: port %d is taken by java (pid %d). Stop that first."
                  .formatted(port.number(), ProcessHandle.current().pid()));
    }
  }

  @Test
  void portThatIsTakenOnAllAddressesIsTaken() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      assertThatThrownBy(() -> new LocalPort(socket.getLocalPort()).requireFree("express"))
          .hasMessageContaining("is taken by java");
    }
  }

  @Test
  void freePortIsFree() {
    assertThatCode(() -> LocalPort.findFree().requireFree("express")).doesNotThrowAnyException();
  }
}
