package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reported reasons for a failed TLS handshake, for each protocol version. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class TlsTest extends SocketTestBase {
  private static final X509Bundle CA = selfSigned(authority("CN=Test CA"));

  @TempDir private Path dir;

  TlsTest(Caller.Loops loops) {
    super(loops);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateOfATrustedAuthorityIsAccepted(String protocol) throws Exception {
    assertCompleted(call(protocol, issued(CA, leaf())), "hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void unknownAuthorityIsUntrusted(String protocol) throws Exception {
    assertFails(
        protocol, issued(selfSigned(authority("CN=Other CA")), leaf()), CallOutcome.TLS_UNTRUSTED);
    X509Bundle selfSigned = selfSigned(authority("CN=localhost").addSanDnsName("localhost"));
    assertFails(protocol, selfSigned, CallOutcome.TLS_UNTRUSTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void authorityOfTheSameNameWithAnotherKeyIsUntrusted(String protocol) throws Exception {
    assertFails(
        protocol, issued(selfSigned(authority("CN=Test CA")), leaf()), CallOutcome.TLS_UNTRUSTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void untrustedTakesPrecedenceOverExpiredAndWrongName(String protocol) throws Exception {
    CertificateBuilder leaf = outdated(named("another.example"));
    assertFails(
        protocol, issued(selfSigned(authority("CN=Other CA")), leaf), CallOutcome.TLS_UNTRUSTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateOutsideItsValidityIsExpired(String protocol) throws Exception {
    assertFails(protocol, issued(CA, outdated(leaf())), CallOutcome.TLS_EXPIRED);
    CertificateBuilder early = leaf().notBefore(days(1)).notAfter(days(2));
    assertFails(protocol, issued(CA, early), CallOutcome.TLS_EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void intermediateOutsideItsValidityIsExpired(String protocol) throws Exception {
    X509Bundle intermediate = issued(CA, outdated(authority("CN=Between")));
    assertFails(protocol, issued(intermediate, leaf()), CallOutcome.TLS_EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateForAnotherHostIsWrongName(String protocol) throws Exception {
    assertFails(protocol, issued(CA, named("another.example")), CallOutcome.TLS_WRONG_NAME);
    CertificateBuilder address = builder("CN=x").addSanIpAddress("127.0.0.2");
    assertFails(protocol, issued(CA, address), CallOutcome.TLS_WRONG_NAME);
    assertFails(protocol, issued(CA, builder("CN=another.example")), CallOutcome.TLS_WRONG_NAME);
    // It has alternative names, but none of the type that is compared.
    CertificateBuilder mail = builder("CN=another.example").addSanRfc822Name("a@b.example");
    assertFails(protocol, issued(CA, mail), CallOutcome.TLS_WRONG_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void clientOnlyCertificateIsATlsFailure(String protocol) throws Exception {
    assertFails(
        protocol, issued(CA, leaf().addExtendedKeyUsageClientAuth()), CallOutcome.TLS_FAILED);
  }

  @Test
  void certificateForANameDoesNotCoverItsAddress() throws Exception {
    try (ScriptedServer server = serving("TLSv1.3", issued(CA, leaf()))) {
      Origin origin = new Origin(true, "127.0.0.1", server.port());
      assertEnded(caller.call(caller.dial(dialer(origin))), CallOutcome.TLS_WRONG_NAME, true);
    }
  }

  @Test
  void plainHttpServerIsATlsFailure() throws Exception {
    ScriptedServer server = serverRunning(peer -> peer.send(HELLO));
    Origin origin = new Origin(true, "localhost", server.port());
    CallResult result =
        assertEnded(caller.call(caller.dial(dialer(origin))), CallOutcome.TLS_FAILED, true);
    assertThat(result.detail())
        .endsWith("the server does not speak TLS; use http:// if it speaks plain HTTP");
  }

  @Test
  void circularCausesEndTheSearch() {
    Exception outer = new Exception("outer");
    outer.initCause(new Exception("inner", outer));
    assertThat(TlsFailure.classify(outer)).isEqualTo(CallOutcome.TLS_FAILED);
    assertThat(TlsFailure.classify(null)).isEqualTo(CallOutcome.TLS_FAILED);
  }

  private void assertFails(String protocol, X509Bundle bundle, CallOutcome outcome)
      throws Exception {
    CallResult result = assertEnded(call(protocol, bundle), outcome, true);
    assertThat(result.detail()).startsWith("no connection to https://localhost:");
  }

  private RecordingCallListener call(String protocol, X509Bundle bundle) throws Exception {
    try (ScriptedServer server = serving(protocol, bundle)) {
      Origin origin = new Origin(true, "localhost", server.port());
      RecordingCallListener recorder = caller.call(caller.dial(dialer(origin)));
      recorder.result();
      return recorder;
    }
  }

  private Dialer dialer(Origin origin) throws Exception {
    Path trusted = dir.resolve("ca.pem");
    Files.writeString(trusted, CA.getCertificatePEM());
    return new Dialer(origin, Caller.CONNECT_TIMEOUT, Dialer.clientSslContext(trusted));
  }

  private static ScriptedServer serving(String protocol, X509Bundle bundle) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
    return ScriptedServer.runningOn(
        new SingleProtocolSocketFactory(tls.getServerSocketFactory(), protocol),
        peer -> {
          while (peer.readRequest() != null) {
            peer.send(HELLO);
          }
        });
  }

  private static CertificateBuilder leaf() {
    return named("localhost");
  }

  private static CertificateBuilder named(String host) {
    return builder("CN=" + host).addSanDnsName(host);
  }

  private static CertificateBuilder authority(String name) {
    return builder(name).setIsCertificateAuthority(true);
  }

  private static CertificateBuilder outdated(CertificateBuilder builder) {
    return builder.notBefore(days(-2)).notAfter(days(-1));
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder().ecp256().subject(name).notBefore(days(-3)).notAfter(days(3));
  }

  private static Instant days(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS);
  }

  private static X509Bundle issued(X509Bundle by, CertificateBuilder builder) throws Exception {
    return builder.buildIssuedBy(by);
  }

  private static X509Bundle selfSigned(CertificateBuilder builder) {
    try {
      return builder.buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Socket factory for one version of TLS. */
  private static final class SingleProtocolSocketFactory extends SSLServerSocketFactory {
    private final SSLServerSocketFactory delegate;
    private final String protocol;

    SingleProtocolSocketFactory(SSLServerSocketFactory delegate, String protocol) {
      this.delegate = delegate;
      this.protocol = protocol;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return restricted(delegate.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return restricted(delegate.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return restricted(delegate.createServerSocket(port, backlog, address));
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return delegate.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return delegate.getSupportedCipherSuites();
    }

    private ServerSocket restricted(ServerSocket socket) {
      ((SSLServerSocket) socket).setEnabledProtocols(new String[] {protocol});
      return socket;
    }
  }
}
