package dev.firsttoken.proxy.api;

/**
 * What a chat request means where it doesn't say.
 *
 * @param model the configured model, which one that names none is for
 * @param syntheticOptions of the synthetic stream
 * @param syntheticOnly there is no upstream: the server answers every request by itself, whatever
 *     its model
 */
public record ChatDefaults(
    String model, SyntheticOptions syntheticOptions, boolean syntheticOnly) {}
