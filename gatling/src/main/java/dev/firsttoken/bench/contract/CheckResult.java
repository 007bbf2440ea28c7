package dev.firsttoken.bench.contract;

/**
 * What one check found.
 *
 * @param name what was looked at
 * @param detail what was found, or what is wrong, in one line
 */
public record CheckResult(String name, boolean ok, String detail) {}
