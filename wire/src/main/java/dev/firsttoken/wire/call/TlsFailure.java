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

/** Classifies TLS handshake failures, as far as the JDK's exceptions tell them apart. */
final class TlsFailure {
  /** Bound on the chain of causes, which can be circular. */
  private static final int MAX_CAUSES = 20;

  private TlsFailure() {}

  /** Finds the reason for a failed handshake. */
  static CallOutcome classify(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      CallOutcome known = classifyCause(cause);
      if (known != null) {
        return known;
      }
      cause = cause.getCause();
    }
    return CallOutcome.TLS_FAILED;
  }

  private static @Nullable CallOutcome classifyCause(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException e -> CallOutcome.TLS_EXPIRED;
      case CertificateNotYetValidException e -> CallOutcome.TLS_EXPIRED;
      case CertPathValidatorException e -> classifyReason(e.getReason());
      case CertPathBuilderException e -> e.getCause() == null ? CallOutcome.TLS_UNTRUSTED : null;
      case CertificateException e -> isWrongName(e) ? CallOutcome.TLS_WRONG_NAME : null;
      default -> null;
    };
  }

  private static @Nullable CallOutcome classifyReason(Reason reason) {
    if (reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID) {
      return CallOutcome.TLS_EXPIRED;
    }
    // An invalid signature results from a CA with the same name but another key.
    return reason == PKIXReason.NO_TRUST_ANCHOR || reason == BasicReason.INVALID_SIGNATURE
        ? CallOutcome.TLS_UNTRUSTED
        : null;
  }

  /** Recognizes the JDK's host name check by its message, since it has no exception of its own. */
  private static boolean isWrongName(CertificateException e) {
    String message = e.getMessage();
    return message != null
        && (message.startsWith("No subject alternative ")
            || message.startsWith("No name matching "));
  }
}
