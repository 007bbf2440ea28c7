package dev.firsttoken.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.call.Origin;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyVariablesTest {
  private static final Origin SERVER = Origin.of(URI.create("https://llm.example.com:8443/v1"));

  @Test
  void proxyThatIsNotUsedIsNamed() {
    assertThat(ProxyVariables.notice(SERVER, Map.of("HTTPS_PROXY", "http://proxy:3128")))
        .isEqualTo(
            "HTTPS_PROXY is set and not used: the bench connects straight to"
                + " https://llm.example.com:8443, because through a proxy it would measure the"
                + " proxy too");
  }

  @ParameterizedTest
  @CsvSource({
    "https://h, https_proxy, true",
    "https://h, HTTP_PROXY, false",
    "https://h, ALL_PROXY, true",
    "http://h, HTTP_PROXY, true",
    "http://h, http_proxy, true",
    "http://h, HTTPS_PROXY, false",
    "http://localhost:1, HTTP_PROXY, false",
    "http://127.0.0.1:1, ALL_PROXY, false",
    "http://[::1]:1, HTTP_PROXY, false"
  })
  void variableOfTheSchemeApplies(String url, String variable, boolean applies) {
    String notice = ProxyVariables.notice(Origin.of(URI.create(url)), Map.of(variable, "http://p"));

    assertThat(notice != null).isEqualTo(applies);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "llm.example.com",
        "example.com",
        ".example.com",
        "*.example.com",
        "a, example.com ,b",
        "llm.example.com:8443"
      })
  void exceptionNeedsNoNotice(String noProxy) {
    assertThat(
            ProxyVariables.notice(SERVER, Map.of("HTTPS_PROXY", "http://p", "NO_PROXY", noProxy)))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "ample.com", "other.com", "llm.example.com:1"})
  void exceptionOfAnotherServerIsNone(String noProxy) {
    assertThat(
            ProxyVariables.notice(SERVER, Map.of("HTTPS_PROXY", "http://p", "no_proxy", noProxy)))
        .isNotNull();
  }
}
