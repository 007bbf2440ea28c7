package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server ends a response by ending its TLS connection. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class TlsCloseTest extends SocketTestBase {
  private static final X509Bundle CERTIFICATE = selfSigned();
  private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\nhello";

  @TempDir private Path dir;
  private final TcpServerSocket serverSocket;

  /** Completes when the server has read the caller's close_notify, or fails to. */
  private final CompletableFuture<Boolean> callerClosed = new CompletableFuture<>();

  TlsCloseTest(Caller.Loops loops) throws IOException {
    super(loops);
    serverSocket = new TcpServerSocket();
  }

  /** Ends the TLS connection, or the connection below it. */
  @FunctionalInterface
  private interface End {
    void end(SSLSocket tls, TcpSocket tcp) throws IOException;
  }

  /** Socket that stays open when the TLS socket above it shuts its output down. */
  private static final class TcpSocket extends Socket {
    @Override
    public void shutdownOutput() {
      // The close_notify has been sent, and nothing follows it.
    }

    void fin() throws IOException {
      super.shutdownOutput();
    }
  }

  private static final class TcpServerSocket extends ServerSocket {
    TcpServerSocket() throws IOException {
      super(0, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    public TcpSocket accept() throws IOException {
      TcpSocket socket = new TcpSocket();
      implAccept(socket);
      return socket;
    }
  }

  @AfterEach
  void closeServer() throws IOException {
    serverSocket.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeNotifyEndsABodyThoughTheServerWaitsForOurs(String protocol) throws Exception {
    RecordingCallListener recorder = call(protocol, UNTIL_CLOSE, this::closeNotify);
    assertCompleted(recorder, "hello");
    assertThat(callerClosed.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeWithoutCloseNotifyIsTruncated(String protocol) throws Exception {
    RecordingCallListener recorder = call(protocol, UNTIL_CLOSE, (tls, tcp) -> tcp.fin());
    CallResult result = assertEnded(recorder, CallOutcome.TRUNCATED, false);
    assertThat(result.detail()).contains("close_notify");
    assertThat(recorder.data()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nConte",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
        CHUNKED + "5\r\nhello\r\n"
      })
  void closeNotifyBeforeTheEndIsTruncatedAtOnce(String response) throws Exception {
    RecordingCallListener recorder = call("TLSv1.3", response, this::closeNotify);
    assertEnded(recorder, CallOutcome.TRUNCATED, response.isEmpty());
    assertThat(callerClosed.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closeNotifyEndsAnIdleConnection() throws Exception {
    RecordingCallListener recorder = call("TLSv1.3", HELLO, this::closeNotify);
    assertCompleted(recorder, "hello");
    assertThat(callerClosed.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void earlyResponseIsReadThoughTheWriteFails() throws Exception {
    String refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nhello";
    serve("TLSv1.3", refusal, (tls, tcp) -> tls.close());
    Connection connection = caller.dial(dialer());
    RecordingCallListener recorder = new RecordingCallListener();
    caller.run(() -> connection.call(Caller.request(20_000_000), recorder));
    assertEnded(recorder, CallOutcome.COMPLETED, false);
    assertThat(recorder.response().status().code()).isEqualTo(413);
    assertThat(recorder.data()).isEqualTo("hello");
  }

  private void closeNotify(SSLSocket tls, TcpSocket tcp) throws IOException {
    tls.shutdownOutput();
    tls.getInputStream().readAllBytes();
    callerClosed.complete(true);
  }

  private RecordingCallListener call(String protocol, String response, End end) throws Exception {
    serve(protocol, response, end);
    RecordingCallListener recorder = caller.call(caller.dial(dialer()));
    recorder.result();
    return recorder;
  }

  private Dialer dialer() throws Exception {
    Path trusted = dir.resolve("ca.pem");
    Files.writeString(trusted, CERTIFICATE.getCertificatePEM());
    Origin origin = new Origin(true, "localhost", serverSocket.getLocalPort());
    return new Dialer(origin, Caller.CONNECT_TIMEOUT, Dialer.clientSslContext(trusted));
  }

  /** Responds to one request on one connection, and leaves it open where {@code end} does. */
  private void serve(String protocol, String response, End end) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(CERTIFICATE.toKeyManagerFactory().getKeyManagers(), null, null);
    Thread.ofVirtual()
        .start(
            () -> {
              try (TcpSocket tcp = serverSocket.accept();
                  SSLSocket tls =
                      (SSLSocket) context.getSocketFactory().createSocket(tcp, null, true)) {
                tls.setEnabledProtocols(new String[] {protocol});
                tls.setUseClientMode(false);
                readHeaders(tls);
                tls.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
                tls.getOutputStream().flush();
                end.end(tls, tcp);
                tls.getInputStream().readAllBytes(); // until the caller closes
              } catch (IOException e) {
                callerClosed.complete(false);
              }
            });
  }

  private static void readHeaders(SSLSocket tls) throws IOException {
    int blankLine = 0;
    while (blankLine < 4) {
      int b = tls.getInputStream().read();
      blankLine = b == '\r' || b == '\n' ? blankLine + 1 : 0;
    }
  }

  private static X509Bundle selfSigned() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=localhost")
          .addSanDnsName("localhost")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
