package dev.firsttoken.bench.samples;

import org.jspecify.annotations.Nullable;

/**
 * What a result was measured on. Read from the machine itself; nothing is asked of the network.
 *
 * @param cpu the processor's model, as it names itself
 * @param cores processors that this process may use
 * @param memoryBytes the machine's, or its container's, whole memory
 * @param os name and version; on Linux the kernel's
 * @param jvm name and version
 * @param version of First Token
 * @param commit of First Token where it runs from a checkout, with {@code -dirty} where that was
 *     changed
 */
@SuppressWarnings("DoNotCallSuggester")
public record Environment(
    @Nullable String cpu,
    int cores,
    long memoryBytes,
    String os,
    String jvm,
    String version,
    @Nullable String commit) {

  /** This machine and this build. */
  public static Environment here() {
    throw new UnsupportedOperationException();
  }
}
