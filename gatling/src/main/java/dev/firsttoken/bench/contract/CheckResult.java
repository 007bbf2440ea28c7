package dev.firsttoken.bench.contract;

/**
 * Result of one check.
 *
 * @param name name of the check
 * @param ok true if the server passed
 * @param detail observation or violation, in one line
 */
public record CheckResult(String name, boolean ok, String detail) {}
