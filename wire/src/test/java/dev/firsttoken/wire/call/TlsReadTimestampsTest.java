package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timestamps over TLS, where one socket read can bring several records. */
class TlsReadTimestampsTest {
  private static final String HEADERS = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

  private final EmbeddedChannel client = new EmbeddedChannel();
  private final EmbeddedChannel server = new EmbeddedChannel();
  private final RecordingCallListener recorder = new RecordingCallListener();

  @BeforeEach
  void handshakeAndSendRequest() throws Exception {
    X509Bundle selfSigned =
        new CertificateBuilder()
            .subject("CN=localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    server
        .pipeline()
        .addLast(
            SslContextBuilder.forServer(selfSigned.toKeyManagerFactory())
                .sslProvider(SslProvider.JDK)
                .build()
                .newHandler(server.alloc()));
    SslHandler tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(selfSigned.getCertificate())
            .endpointIdentificationAlgorithm(null)
            .build()
            .newHandler(client.alloc());
    Connection connection = new Connection(client.eventLoop());
    ResponseReader reader = new ResponseReader(connection.state());
    Dialer.initPipeline(client.pipeline(), tls, connection.state(), reader);
    while (transfer(client, server) || transfer(server, client)) {
      // Until neither side has anything to send.
    }
    assertThat(tls.handshakeFuture().isSuccess()).isTrue();
    connection.state().onConnecting(client);
    connection.onConnected(reader);
    connection.call(Caller.request(2), recorder);
    transfer(client, server);
  }

  @AfterEach
  void release() {
    server.finishAndReleaseAll();
    client.finishAndReleaseAll();
  }

  /** Transfers all pending output of one side as one socket read of the other. */
  private static boolean transfer(EmbeddedChannel from, EmbeddedChannel to) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = from.readOutbound(); next != null; next = from.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    boolean transferred = all.isReadable();
    to.writeInbound(all);
    to.runPendingTasks();
    return transferred;
  }

  /** Sends each text as one TLS record. */
  private void send(String... texts) {
    for (String text : texts) {
      server.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void recordsOfOneReadHaveOneTimestamp() {
    send(HEADERS, "1\r\na\r\n", "1\r\nb\r\n", "1\r\nc\r\n");
    transfer(server, client);

    List<Long> timestamps = recorder.dataNanos();
    assertThat(recorder.data()).isEqualTo("abc");
    assertThat(timestamps).hasSize(3).containsOnly(timestamps.getFirst());
  }

  @Test
  void recordsOfTwoReadsHaveTwoTimestamps() {
    send(HEADERS, "1\r\na\r\n");
    transfer(server, client);
    send("1\r\nb\r\n");
    transfer(server, client);

    assertThat(recorder.data()).isEqualTo("ab");
    assertThat(recorder.dataNanos()).hasSize(2).doesNotHaveDuplicates();
    assertThat(recorder.violations()).isEmpty();
  }
}
