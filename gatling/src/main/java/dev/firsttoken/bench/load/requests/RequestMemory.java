package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.dataset.Prompt;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;

/** Memory of the requests to one target, which are encoded before the load. */
final class RequestMemory {
  /** Memory of all requests: Netty may take as much as the heap, and needs some for the load. */
  private static final long MAX_BYTES = Runtime.getRuntime().maxMemory() / 4 * 3;

  /** Memory of requests that are repeated with other lengths. */
  private static final long MAX_REPEATED_BYTES = 64L << 20;

  private long bytes;

  /** Adds a request, without a text that it shares with others. */
  void add(long requestBytes) {
    bytes += requestBytes;
  }

  /**
   * Rejects a run of several targets, each of which has its own requests.
   *
   * @throws IllegalArgumentException with both sizes and the way out
   */
  void checkFor(int targets) {
    check(bytes, targets);
  }

  /**
   * Rejects requests that do not fit into memory.
   *
   * @param bytes of the requests to one target
   * @param targets that the run sends its requests to
   * @throws IllegalArgumentException with both sizes and the way out
   */
  static void check(long bytes, int targets) {
    long all = bytes * targets;
    if (all > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the requests%s take %,d MiB, more than the %,d MiB that fit; send fewer prompts, or a"
                  .formatted(
                      targets == 1 ? "" : " to %d servers".formatted(targets),
                      all >> 20,
                      MAX_BYTES >> 20)
              + " smaller --extra-body");
    }
  }

  /**
   * Returns how many times requests may be repeated with other lengths, at least once.
   *
   * @param bytes of the requests
   * @param wanted number, at least 1
   */
  static int repeats(long bytes, int wanted) {
    return Math.clamp(MAX_REPEATED_BYTES / bytes, 1, wanted);
  }

  /** Returns the bytes that prompts and the other fields of their lines take in UTF-8. */
  static long bytesOf(List<Prompt> prompts) {
    return prompts.stream().mapToLong(RequestMemory::bytesOf).sum();
  }

  private static long bytesOf(Prompt prompt) {
    long bytes = ByteBufUtil.utf8Bytes(prompt.messages());
    for (Map.Entry<String, String> field : prompt.fields().entrySet()) {
      bytes += ByteBufUtil.utf8Bytes(field.getKey());
      bytes += ByteBufUtil.utf8Bytes(field.getValue());
    }
    return bytes;
  }
}
