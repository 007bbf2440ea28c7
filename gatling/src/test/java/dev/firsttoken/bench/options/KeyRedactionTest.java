package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRedactionTest {
  @Test
  void valueThatIsTooShortForASecretLeavesTheTextAsItIs() {
    assertThat(KeyRedaction.redact(List.of("4", "sk-secret"), "HTTP 404: no key sk-secre"))
        .isEqualTo("HTTP 404: no key ***");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/?key=a&v=2, http://h/?key=(given)&v=2",
    "http://h/?api_key=a, http://h/?api_key=(given)",
    "http://h/?accessKey=a&page=2, http://h/?accessKey=(given)&page=2",
    "http://h/?subscriptionKey=a, http://h/?subscriptionKey=(given)",
    "http://h/?X-Amz-Credential=a&X-Amz-Signature=b,"
        + " http://h/?X-Amz-Credential=(given)&X-Amz-Signature=(given)",
    "http://h/?jwt=a#top, http://h/?jwt=(given)#top",
    "http://h/?monkey=a&max_tokens=9, http://h/?monkey=a&max_tokens=9"
  })
  void credentialOfAQueryIsReplaced(String url, String shown) {
    assertThat(KeyRedaction.redactQuery(url)).isEqualTo(shown);
  }
}
