package dev.firsttoken.bench.summary;

import org.jspecify.annotations.Nullable;

/**
 * How much of a level's load was there.
 *
 * @param littlesLaw the law in the steady window, or null if there is no such window or the plan
 *     itself lets users idle
 * @param busyUsers the same, even if the plan lets users idle
 * @param maxInFlight most requests in flight at once, or 0 if nobody counted
 * @param sentShare share of an open level's rate that was sent, NaN if it is too short to tell
 */
public record LoadSummary(
    @Nullable LittlesLaw littlesLaw,
    @Nullable LittlesLaw busyUsers,
    int maxInFlight,
    double sentShare) {}
