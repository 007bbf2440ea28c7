package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
  @ParameterizedTest
  @CsvSource({
    "http://my_llm:8000/v1, http://my_llm:8000",
    "http://_a.b_/v1, http://_a.b_",
    "HTTP://My_LLM/v1, http://my_llm",
    "https://API.Example.com:443/v1, https://api.example.com",
    "http://api.example.com.:81, http://api.example.com:81",
    "http://h:/v1, http://h",
    "http://llm-1.4g:65535, http://llm-1.4g:65535",
    "http://[::1]:8000, http://[::1]:8000",
    "http://[FE80::A], http://[fe80::a]",
    "http://10.0.0.7:1, http://10.0.0.7:1",
  })
  void hostThatResolversKnowIsAccepted(String url, String origin) {
    assertThat(Origin.of(URI.create(url))).hasToString(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1234/v1, http://localhost:1234/v1",
    "my_llm:8000, http://my_llm:8000",
    "api.example.com/v1, http://api.example.com/v1",
    "[::1]:80/v1, http://[::1]:80/v1",
    "http://h,",
    "ftp://h,",
    "http:/h,",
    "C:/Git/v1,",
    "/v1,",
    "mailto:me,",
    "user:pw@h,",
    "h:99999,",
    "h?key=secret,",
    "a b,",
    "'',",
  })
  void urlWithoutItsSchemeIsCompleted(String text, @Nullable String url) {
    assertThat(Origin.completeUrl(text)).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://h, must start with http:// or https://",
    "//h, must start with http:// or https://",
    "http:/v1, no host",
    "http:h, no host",
    "http://:80, the host must have letters",
    "http://., the host must have letters",
    "http://a..b, the host must have letters",
    "http://my%5fllm, the host must have letters",
    "http://my~llm, the host must have letters",
    "http://m\u00fcller, the host must have letters",
    "http://user:pw@my_llm, must not contain a user or a password",
    "http://user@my_llm, must not contain a user or a password",
    "http://my_llm#f, must not have a fragment",
    "http://my_llm:0, outside 1 to 65535",
    "http://my_llm:65536, outside 1 to 65535",
    "http://h:99999999999, outside 1 to 65535",
    "http://my_llm:80a, the port must be a number",
    "http://my_llm:-1, the port must be a number",
    "http://my_llm:80:80, the port must be a number",
    "http://127.1, no IPv4 address",
    "http://a_b.1, no IPv4 address",
    "http://127.0.0.256, no IPv4 address",
  })
  void otherUrlIsRefusedWithTheReason(String url, String reason) {
    assertThatThrownBy(() -> Origin.of(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("user:pw");
  }
}
