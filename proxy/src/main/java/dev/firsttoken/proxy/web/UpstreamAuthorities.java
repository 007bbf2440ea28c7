package dev.firsttoken.proxy.web;

import dev.firsttoken.proxy.Configuration;
import io.micronaut.http.ssl.CertificateProvider;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * The certificates of {@code LLM_CA_FILE}, for Micronaut's client. Micronaut's own provider for
 * files watches them, or else fails as it is closed.
 */
@Singleton
@Named(UpstreamAuthorities.NAME)
final class UpstreamAuthorities implements CertificateProvider {
  static final String NAME = "upstream";

  private final Configuration configuration;

  UpstreamAuthorities(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public Publisher<KeyStore> getKeyStore() {
    return Mono.fromCallable(
        () -> read(Objects.requireNonNull(configuration.caFile(), "LLM_CA_FILE")));
  }

  private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    try (InputStream pem = Files.newInputStream(file)) {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        authorities.setCertificateEntry("ca-" + authorities.size(), certificate);
      }
    }
    return authorities;
  }
}
