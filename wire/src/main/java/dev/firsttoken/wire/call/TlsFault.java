package dev.firsttoken.wire.call;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import org.jspecify.annotations.Nullable;

/** What was wrong with the other side's certificate, as far as the JDK lets it be known. */
final class TlsFault {
  /** A chain of causes may end in a circle. */
  private static final int MOST_CAUSES = 20;

  private TlsFault() {}

  /** Why a handshake failed. */
  static Ending of(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      Ending known = alone(cause);
      if (known != null) {
        return known;
      }
      cause = cause.getCause();
    }
    return Ending.TLS_FAILED;
  }

  private static @Nullable Ending alone(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException e -> Ending.TLS_EXPIRED;
      case CertificateNotYetValidException e -> Ending.TLS_EXPIRED;
      case CertPathValidatorException e -> invalid(e.getReason());
      case CertPathBuilderException e -> e.getCause() == null ? Ending.TLS_UNTRUSTED : null;
      case CertificateException e -> wrongName(e) ? Ending.TLS_WRONG_NAME : null;
      default -> null;
    };
  }

  private static @Nullable Ending invalid(Reason reason) {
    if (reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID) {
      return Ending.TLS_EXPIRED;
    }
    // A signature that doesn't fit is what a CA of the same name, but another key, leaves behind.
    return reason == PKIXReason.NO_TRUST_ANCHOR || reason == BasicReason.INVALID_SIGNATURE
        ? Ending.TLS_UNTRUSTED
        : null;
  }

  /** The JDK's check of names has no exception of its own, so its words must do. */
  private static boolean wrongName(CertificateException e) {
    String message = e.getMessage();
    return message != null
        && (message.startsWith("No subject alternative ")
            || message.startsWith("No name matching "));
  }
}
