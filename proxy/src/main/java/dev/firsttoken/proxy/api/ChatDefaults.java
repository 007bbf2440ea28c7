package dev.firsttoken.proxy.api;

/**
 * Defaults for what a chat request leaves out.
 *
 * @param model configured model, used if a request names none
 * @param syntheticOptions of the synthetic stream
 * @param syntheticOnly true if there is no upstream, so that every request gets a synthetic
 *     response whatever its model
 */
public record ChatDefaults(
    String model, SyntheticOptions syntheticOptions, boolean syntheticOnly) {}
