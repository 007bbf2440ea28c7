package dev.firsttoken.proxy.pages;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Strong entity tag of some bytes (RFC 9110 §8.8.3): the first 16 hex digits of their SHA-256.
 *
 * @param value as the ETag header has it, with its quotes
 */
record EntityTag(String value) {
  private static final int HASH_BYTES = 8;

  static EntityTag of(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new EntityTag('"' + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  /**
   * Reports whether the client has these bytes already.
   *
   * @param ifNoneMatch values of all If-None-Match headers, compared as RFC 9110 §13.1.2 says
   */
  boolean isNamedBy(List<String> ifNoneMatch) {
    return ifNoneMatch.stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(value));
  }
}
