package dev.firsttoken.bench.dataset;

import org.jspecify.annotations.Nullable;

/**
 * Messages of one request.
 *
 * @param lineNumber line in the prompts file, from 1
 * @param messages JSON array, verbatim
 * @param textOffset offset in {@code messages} of the last user message's text, just after its
 *     opening quotation mark; -1 if there is no such text
 * @param maxTokens the line's own limit, or null to use the run's
 */
public record Prompt(
    int lineNumber, String messages, int textOffset, @Nullable Integer maxTokens) {}
