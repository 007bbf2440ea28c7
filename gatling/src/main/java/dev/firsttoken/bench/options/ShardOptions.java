package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNullElse;

import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.options.value.StartTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Part of a load that several machines send together.
 *
 * @param given the shard, or null if this machine sends all of the load
 * @param startAt time at which all of them start, or null to start at once
 */
public record ShardOptions(@Nullable Shard given, @Nullable Instant startAt) {
  public static final ShardOptions NONE = new ShardOptions(null, null);

  static ShardOptions from(OptionReader optionReader) {
    return new ShardOptions(
        optionReader.parsed(Setting.SHARD, Shard::parse),
        optionReader.parsed(Setting.START_AT, text -> StartTime.parse(text, Instant.now())));
  }

  /** Returns the shard; the whole load if none was given. */
  public Shard shard() {
    return requireNonNullElse(given, Shard.WHOLE);
  }
}
