package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Histogram of nanoseconds with three significant digits: a percentile is off by half a thousandth
 * at most, and never outside of the recorded range. Its size depends on the largest value, not on
 * the number of values.
 */
public final class Distribution {
  private final Histogram histogram;
  private long min = Long.MAX_VALUE;
  private long max;

  private Distribution(Histogram histogram) {
    this.histogram = histogram;
  }

  /** The text is not an encoded histogram. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private UnreadableException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Takes values and gives a distribution of them at any time. */
  public static final class Recorder {
    private final Distribution values = new Distribution(new Histogram(3));

    /** Records one value. Negative values count as 0. */
    public void record(long value) {
      long clamped = Math.max(value, 0);
      values.histogram.recordValue(clamped);
      values.min = Math.min(values.min, clamped);
      values.max = Math.max(values.max, clamped);
    }

    /** Adds every value of a distribution. */
    public void add(Distribution other) {
      values.histogram.add(other.histogram);
      values.min = Math.min(values.min, other.min);
      values.max = Math.max(values.max, other.max);
    }

    /** Returns a percentile of the values so far. See {@link Distribution#percentile}. */
    public long percentile(double percent) {
      return values.percentile(percent);
    }

    /** Returns the values so far; what is recorded later does not change it. */
    public Distribution close() {
      Distribution closed = new Distribution(values.histogram.copy());
      closed.min = values.min;
      closed.max = values.max;
      return closed;
    }
  }

  /** Returns a distribution without values. */
  public static Distribution empty() {
    return new Recorder().close();
  }

  /**
   * Decodes what {@link #encode} returned.
   *
   * @throws UnreadableException if it is not a histogram
   */
  public static Distribution decode(String hdr, long min, long max) throws UnreadableException {
    try {
      byte[] bytes = Base64.getDecoder().decode(hdr);
      Distribution decoded = new Distribution(new Histogram(3));
      decoded.histogram.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
      decoded.min = min;
      decoded.max = max;
      return decoded;
    } catch (DataFormatException | RuntimeException e) {
      throw new UnreadableException(e);
    }
  }

  /** Returns the histogram, compressed by HdrHistogram, in Base64. */
  public String encode() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** Returns the smallest value, or {@link Long#MAX_VALUE} if there is none. */
  public long min() {
    return min;
  }

  /** Returns the largest value, or 0 if there is none. */
  public long max() {
    return max;
  }

  /** Returns true if there are enough values for a percentile. */
  public boolean canResolve(Percentile percentile) {
    return count() >= percentile.minCount();
  }

  /** Returns the mean, or {@link Sample#NONE} if there is no value. */
  public long mean() {
    return count() == 0 ? Sample.NONE : Math.clamp(Math.round(histogram.getMean()), min, max);
  }

  /**
   * Returns the standard deviation of the values themselves, whose squares are divided by their
   * number; {@link Sample#NONE} if there is no value.
   */
  public long standardDeviation() {
    return count() == 0 ? Sample.NONE : Math.round(histogram.getStdDeviation());
  }

  /** Returns a percentile, or {@link Sample#NONE} if there is no value. */
  public long percentile(Percentile percentile) {
    return percentile(percentile.percent());
  }

  /**
   * Returns the value that {@code percent} per cent of all values are at or below (nearest rank),
   * or {@link Sample#NONE} if there is none. Among values that the histogram can't tell apart it is
   * the middle one: HdrHistogram's own choice, the highest, would make every time longer than it
   * was.
   */
  public long percentile(double percent) {
    long count = histogram.getTotalCount();
    if (count == 0) {
      return Sample.NONE;
    }
    // As HdrHistogram computes it: 99.9 % of 1,000 is 999, in spite of binary fractions.
    double rank = Math.ceil(Math.nextDown(percent) / 100 * count);
    if (rank >= count) {
      return max;
    }
    long highest = histogram.getValueAtPercentile(percent);
    return Math.clamp(histogram.medianEquivalentValue(highest), min, max);
  }
}
