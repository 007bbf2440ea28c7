package dev.firsttoken.bench.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * TLS that verifies neither certificates nor host names, for {@code --insecure}: test servers often
 * have a certificate that nobody signed.
 */
public final class InsecureTls {
  private InsecureTls() {}

  /** Creates the context of the JDK's HTTP client. */
  public static SSLContext jdkContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS can't be set up", e);
    }
  }

  /** Creates the context of the measuring client. */
  public static SslContext nettyContext() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS can't be set up", e);
    }
  }
}
