package dev.firsttoken.bench.contract;

/**
 * Result of one check.
 *
 * @param name what was checked
 * @param detail what was found or what is wrong, in one line
 */
public record CheckResult(String name, boolean ok, String detail) {}
