package dev.firsttoken.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.wire.call.CallEnd;
import dev.firsttoken.wire.call.Ending;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

  @ParameterizedTest
  @CsvSource({
    "ADDRESS_REFUSED, CONNECT_FAILED, the address is not allowed: x",
    "TLS_UNTRUSTED, TLS_FAILED, the certificate is not trusted: x",
    "TLS_EXPIRED, TLS_FAILED, 'the certificate has expired, or is not valid yet: x'",
    "TLS_WRONG_NAME, TLS_FAILED, the certificate is for another host: x",
    "TLS_FAILED, TLS_FAILED, x"
  })
  void connectionThatIsNotMadeSaysWhy(Ending ending, Outcome outcome, String detail) {
    CallEnd end = new CallEnd(ending, true, EmptyHttpHeaders.INSTANCE, "x", 0);
    assertThat(Verdict.on(end, new Recording(false))).isEqualTo(new Verdict(outcome, detail));
  }
}
