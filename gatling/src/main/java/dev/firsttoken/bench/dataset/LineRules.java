package dev.firsttoken.bench.dataset;

/**
 * Values that a line of a prompts file may have.
 *
 * @param range valid lengths of a response
 * @param streamed whether the bench asks for streams, which a line must not deny then
 */
public record LineRules(TokenRange range, boolean streamed) {}
