package dev.firsttoken.bench.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much load.
 *
 * @param repeat requests of a run, one after the other
 * @param concurrency users of each level of a sweep
 * @param total requests of each level; null: eight per user
 * @param warmup requests before each level; null: the command's own measure
 */
public record Shape(
    int repeat, List<Integer> concurrency, @Nullable Integer total, @Nullable Integer warmup) {}
