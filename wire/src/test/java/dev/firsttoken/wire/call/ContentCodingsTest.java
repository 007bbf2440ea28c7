package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentCodingsTest {

  @Test
  void identityIsNoCoding() {
    assertThat(codings()).isNull();
    assertThat(codings("identity")).isNull();
    assertThat(codings("Identity")).isNull();
    assertThat(codings("IDENTITY ,, identity")).isNull();
    assertThat(codings("identity", "identity")).isNull();
    assertThat(codings("")).isNull();
  }

  @Test
  void otherCodingsAreListed() {
    assertThat(codings("gzip")).isEqualTo("gzip");
    assertThat(codings("identity, Br")).isEqualTo("Br");
    assertThat(codings("gzip,identity", "br")).isEqualTo("gzip, br");
    assertThat(codings("identity;q=1")).isEqualTo("identity;q=1");
  }

  private static @Nullable String codings(String... values) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String value : values) {
      headers.add(HttpHeaderNames.CONTENT_ENCODING, value);
    }
    return ContentCodings.of(headers);
  }
}
