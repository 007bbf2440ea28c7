package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.api.AcceptedItem;
import java.util.List;

/**
 * Media types that a request accepts (RFC 9110 §12.5.1). Parameters other than the quality are
 * ignored, and so is a media range whose quality is not valid.
 */
final class AcceptHeader {
  private final List<AcceptedItem> ranges;

  /**
   * @param values of all Accept headers; if they name no media range, every type is accepted
   */
  AcceptHeader(List<String> values) {
    this.ranges = AcceptedItem.parse(values);
  }

  /** Reports whether the request prefers a type to another one, which it gets by default. */
  boolean prefers(String type, String defaultType) {
    double quality = quality(type);
    double defaultQuality = quality(defaultType);
    return quality > defaultQuality || (quality == defaultQuality && quality > 0 && names(type));
  }

  /** {@return the quality from 0 to 1 by the most specific range that matches} */
  private double quality(String type) {
    if (ranges.isEmpty()) {
      return 1;
    }
    String anySubtype = type.substring(0, type.indexOf('/')) + "/*";
    for (String range : List.of(type, anySubtype, "*/*")) {
      double best = -1;
      for (AcceptedItem candidate : ranges) {
        if (candidate.name().equals(range)) {
          best = Math.max(best, candidate.quality());
        }
      }
      if (best >= 0) {
        return best;
      }
    }
    return 0;
  }

  private boolean names(String type) {
    return ranges.stream().anyMatch(range -> range.name().equals(type));
  }
}
