package dev.firsttoken.proxy.exchange;

/**
 * What a chat request means where it doesn't say.
 *
 * @param model the configured model, which one that names none is for
 * @param knobs of the synthetic stream
 * @param alone there is no upstream: the server answers every request by itself, whatever its model
 */
public record ChatDefaults(String model, Knobs knobs, boolean alone) {}
