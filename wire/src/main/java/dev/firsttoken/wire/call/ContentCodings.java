package dev.firsttoken.wire.call;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Content codings of a body, such as {@code gzip}. */
public final class ContentCodings {
  private static final String IDENTITY = "identity";

  private ContentCodings() {}

  /**
   * Reads the codings that a body has to be decoded from. The coding {@code identity} is none (RFC
   * 9110 §8.4.1).
   *
   * @return the codings as a list, or null if there is none
   */
  public static @Nullable String of(HttpHeaders headers) {
    StringJoiner codings = new StringJoiner(", ");
    for (String value : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      for (String coding : value.split(",", -1)) {
        String name = coding.strip();
        if (!name.isEmpty() && !name.equalsIgnoreCase(IDENTITY)) {
          codings.add(name);
        }
      }
    }
    return codings.length() == 0 ? null : codings.toString();
  }
}
