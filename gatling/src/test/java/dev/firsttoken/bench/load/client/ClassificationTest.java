package dev.firsttoken.bench.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.CallResult;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationTest {

  @ParameterizedTest
  @CsvSource({
    "ADDRESS_REFUSED, CONNECT_FAILED, the address is not allowed: x",
    "TLS_UNTRUSTED, TLS_FAILED, the certificate is not trusted: x",
    "TLS_EXPIRED, TLS_FAILED, 'the certificate has expired, or is not valid yet: x'",
    "TLS_WRONG_NAME, TLS_FAILED, the certificate is for another host: x",
    "TLS_FAILED, TLS_FAILED, x"
  })
  void failedConnectionHasItsReason(CallOutcome callOutcome, Outcome outcome, String detail) {
    CallResult end = new CallResult(callOutcome, true, EmptyHttpHeaders.INSTANCE, "x", 0);
    try (SingleUser user = new SingleUser("http://x")) {
      ResponseRecording recording = new ResponseRecording(ExpectedResponse.CHAT, false);
      assertThat(Classification.classify(end, recording, user.clientContext()))
          .isEqualTo(new Classification(outcome, "http://x/api/chat/completions: " + detail));
    }
  }
}
