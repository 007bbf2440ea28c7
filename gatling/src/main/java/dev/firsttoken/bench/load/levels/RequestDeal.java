package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.options.value.Shard;

/**
 * Requests of a level that a shard sends. In the closed model, request i belongs to user i mod
 * users, and user u to shard u mod count: so each user has as much to do, on whichever shard. In
 * the open model, request i belongs to shard i mod count.
 *
 * @param first position of the level's first request among those of the run
 * @param users concurrent users of all shards; 0 in the open model
 */
record RequestDeal(long first, int users, Shard shard) {

  /** Returns how many of so many requests of the level are dealt to the shard. */
  int shareOf(int total) {
    return users == 0
        ? shard.shareOf(total)
        : shard.shareOf(users) * (total / users) + shard.shareOf(total % users);
  }

  /** Returns the position in the run of the shard's request with that number, from 0. */
  long positionOf(int ordinal) {
    if (users == 0) {
      return first + shard.positionOf(ordinal);
    }
    int own = shard.shareOf(users);
    return first + (long) users * (ordinal / own) + shard.positionOf(ordinal % own);
  }
}
