package dev.firsttoken.bench.baselines;

/**
 * Part of the server contract that a baseline does not fulfil.
 *
 * @param what what it can't do, as the rest of a sentence after "it can't"
 * @param why the reason, as a sentence
 */
public record Limitation(String what, String why) {}
