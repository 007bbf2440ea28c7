package dev.firsttoken.bench.smoke;

/**
 * What one check found.
 *
 * @param name what was looked at
 * @param detail what was found, or what is wrong, in one line
 */
public record Check(String name, boolean ok, String detail) {}
