package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.samples.Sample;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A histogram of nanoseconds at three significant digits: a percentile is at most half a thousandth
 * off, and never outside of what was recorded. Its size depends on the largest value, not on how
 * many.
 */
public final class Distribution {
  private final Histogram histogram = new Histogram(3);
  private long min = Long.MAX_VALUE;
  private long max;

  /** Negative values count as 0. */
  public void record(long value) {
    long clamped = Math.max(value, 0);
    histogram.recordValue(clamped);
    min = Math.min(min, clamped);
    max = Math.max(max, clamped);
  }

  /** Takes what another has recorded, to the last value. */
  void add(Distribution other) {
    histogram.add(other.histogram);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** How many values a percentile needs to be told: p99.9 is the second slowest of a thousand. */
  static int minCount(double percentile) {
    return percentile > 99 ? 1000 : 1;
  }

  /** Whether there are enough values for a percentile. */
  public boolean canResolve(double percentile) {
    return count() >= minCount(percentile);
  }

  /**
   * The value that {@code percentile} per cent of all values are at or below (nearest rank), or
   * {@link Sample#NONE} of none. Of the values that the histogram can't tell apart it is the middle
   * one: HdrHistogram's own answer, the highest, would make every time longer than it was.
   */
  public long percentile(double percentile) {
    long count = histogram.getTotalCount();
    if (count == 0) {
      return Sample.NONE;
    }
    // As HdrHistogram reckons it: 99.9 % of 1,000 are 999, whatever a double makes of it.
    double rank = Math.ceil(Math.nextDown(percentile) / 100 * count);
    if (rank >= count) {
      return max;
    }
    long highest = histogram.getValueAtPercentile(percentile);
    return Math.clamp(histogram.medianEquivalentValue(highest), min, max);
  }

  /** Count, extremes, and the histogram itself, compressed as HdrHistogram does, in base64. */
  Map<String, Object> toJson() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", count());
    fields.put("min_ns", min);
    fields.put("max_ns", max);
    fields.put("hdr", Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
    return fields;
  }

  /**
   * What {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static Distribution fromJson(JsonFields jsonFields) {
    Distribution parsed = new Distribution();
    String hdr = jsonFields.string("hdr");
    try {
      byte[] bytes = Base64.getDecoder().decode(hdr);
      parsed.histogram.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException(
          jsonFields.path() + "/hdr is no histogram: " + e.getMessage(), e);
    }
    parsed.min = jsonFields.longValue("min_ns");
    parsed.max = jsonFields.longValue("max_ns");
    if (parsed.count() != jsonFields.longValue("count")) {
      throw new IllegalArgumentException(
          "%s/count is %d, and its histogram holds %d"
              .formatted(jsonFields.path(), jsonFields.longValue("count"), parsed.count()));
    }
    return parsed;
  }
}
