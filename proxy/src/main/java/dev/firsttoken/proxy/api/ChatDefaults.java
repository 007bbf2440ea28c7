package dev.firsttoken.proxy.api;

import org.jspecify.annotations.Nullable;

/**
 * Defaults for what a chat request leaves out.
 *
 * @param model configured model, used if a request names none, or null if none is configured
 * @param syntheticOptions of the synthetic stream
 * @param syntheticOnly true if there is no upstream, so that every request gets a synthetic
 *     response whatever its model
 */
public record ChatDefaults(
    @Nullable String model, SyntheticOptions syntheticOptions, boolean syntheticOnly) {}
