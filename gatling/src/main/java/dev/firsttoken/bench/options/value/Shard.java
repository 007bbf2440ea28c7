package dev.firsttoken.bench.options.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the parts that a load is split into, each for a machine of its own. Items that are counted
 * are dealt out in turn: item i goes to shard i mod count. No item is dealt twice, and the shares
 * differ by one at most.
 *
 * @param index number of the shard, from 0
 * @param count number of shards
 */
public record Shard(int index, int count) {
  /** All of the load. */
  public static final Shard WHOLE = new Shard(0, 1);

  private static final int MAX_COUNT = 1000;
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

  /**
   * Parses a shard like {@code 0/4}.
   *
   * @throws IllegalArgumentException with the valid values, if it is none
   */
  public static Shard parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be the number of a shard, from 0, and how many there are, like 0/4");
    }
    int index = Integer.parseInt(matcher.group(1));
    int count = Integer.parseInt(matcher.group(2));
    if (count == 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException("must be one of 1 to %,d shards".formatted(MAX_COUNT));
    }
    if (index >= count) {
      throw new IllegalArgumentException(
          count == 1
              ? "must be 0/1, the only shard of one"
              : "must be from 0/%d to %d/%d: shards count from 0"
                  .formatted(count, count - 1, count));
    }
    return new Shard(index, count);
  }

  /** Returns how many of so many items are dealt to this shard. */
  public int shareOf(int items) {
    return Math.toIntExact(((long) items - index + count - 1) / count);
  }

  /** Returns the position among all items of this shard's item with that position, from 0. */
  public long positionOf(long ordinal) {
    return index + count * ordinal;
  }
}
