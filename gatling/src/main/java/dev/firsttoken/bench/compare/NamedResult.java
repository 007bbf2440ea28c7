package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.Result;

/**
 * Result of an earlier run, as a target of a comparison.
 *
 * @param name name of the target: {@code base}, or the name of its file
 */
public record NamedResult(String name, Result result) {}
