package dev.firsttoken.bench.summary;

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
  private long least = Long.MAX_VALUE;
  private long most;

  /** Negative values count as 0. */
  void record(long value) {
    long counted = Math.max(value, 0);
    histogram.recordValue(counted);
    least = Math.min(least, counted);
    most = Math.max(most, counted);
  }

  /** Takes what another has recorded, to the last value. */
  void add(Distribution other) {
    histogram.add(other.histogram);
    least = Math.min(least, other.least);
    most = Math.max(most, other.most);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** How many values a percentile needs to be told: p99.9 is the second slowest of a thousand. */
  static int needed(double percentile) {
    return percentile > 99 ? 1000 : 1;
  }

  /** Whether there are enough values for a percentile. */
  boolean tells(double percentile) {
    return count() >= needed(percentile);
  }

  /**
   * The value that {@code percentile} per cent of all values are at or below (nearest rank), or
   * {@link Sample#NONE} of none. Of the values that the histogram can't tell apart it is the middle
   * one: HdrHistogram's own answer, the highest, would make every time longer than it was.
   */
  public long at(double percentile) {
    long count = histogram.getTotalCount();
    if (count == 0) {
      return Sample.NONE;
    }
    // As HdrHistogram reckons it: 99.9 % of 1,000 are 999, whatever a double makes of it.
    double rank = Math.ceil(Math.nextDown(percentile) / 100 * count);
    if (rank >= count) {
      return most;
    }
    long highest = histogram.getValueAtPercentile(percentile);
    return Math.clamp(histogram.medianEquivalentValue(highest), least, most);
  }

  /** Count, extremes, and the histogram itself, compressed as HdrHistogram does, in base64. */
  Map<String, Object> json() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", count());
    fields.put("min_ns", least);
    fields.put("max_ns", most);
    fields.put("hdr", Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
    return fields;
  }

  /**
   * What {@link #json} wrote.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  static Distribution read(Fields fields) {
    Distribution read = new Distribution();
    String hdr = fields.text("hdr");
    try {
      byte[] bytes = Base64.getDecoder().decode(hdr);
      read.histogram.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException(
          fields.name() + "/hdr is no histogram: " + e.getMessage(), e);
    }
    read.least = fields.count("min_ns");
    read.most = fields.count("max_ns");
    if (read.count() != fields.count("count")) {
      throw new IllegalArgumentException(
          "%s/count is %d, and its histogram holds %d"
              .formatted(fields.name(), fields.count("count"), read.count()));
    }
    return read;
  }
}
