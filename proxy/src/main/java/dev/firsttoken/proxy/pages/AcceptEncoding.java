package dev.firsttoken.proxy.pages;

import dev.firsttoken.proxy.api.AcceptedItem;
import java.util.List;

/** Content codings that a request accepts (RFC 9110 §12.5.3). */
final class AcceptEncoding {
  static final String IDENTITY = "identity";

  private static final String ANY = "*";

  /** Unencoded bytes are acceptable unless they are refused, and less than anything named. */
  private static final double UNNAMED_IDENTITY = Double.MIN_VALUE;

  private final List<AcceptedItem> codings;

  /**
   * @param values of all Accept-Encoding headers; if they name nothing, only unencoded bytes are
   *     accepted
   */
  AcceptEncoding(List<String> values) {
    this.codings = AcceptedItem.parse(values);
  }

  /** {@return the quality of a coding, 0 if it is not acceptable} */
  double quality(String coding) {
    AcceptedItem any = null;
    for (AcceptedItem item : codings) {
      if (item.name().equals(coding)) {
        return item.quality();
      }
      if (item.name().equals(ANY)) {
        any = item;
      }
    }
    if (any != null) {
      return any.quality();
    }
    return coding.equals(IDENTITY) ? UNNAMED_IDENTITY : 0;
  }
}
