package dev.firsttoken.bench.servers;

import org.jspecify.annotations.Nullable;

/** One line for the user about the code that a proxy runs. */
public final class ProxyNotice {
  private ProxyNotice() {}

  /**
   * Returns what runs and how to mend it.
   *
   * @param memory the memory that the user asked for, or null
   * @return the line, or null if there is nothing to say: the jar runs with its cache and its own
   *     memory
   */
  public static @Nullable String of(
      ProxyCode code, @Nullable ProxyMemory memory, ProxyBuild build) {
    if (memory != null) {
      return "the proxy has %d MiB of heap and %d MiB of direct memory. %s"
          .formatted(
              memory.heapMebibytes(), memory.directMebibytes(), aboutCache(code, memory, build));
    }
    return code == ProxyCode.JAR_WITH_AOT_CACHE
        ? null
        : aboutCache(code, null, build).replaceFirst("^It ", "the proxy ");
  }

  private static String aboutCache(ProxyCode code, @Nullable ProxyMemory memory, ProxyBuild build) {
    return switch (code) {
      case JAR_WITH_AOT_CACHE -> "Its AOT cache still applies.";
      case JAR_WITHOUT_AOT_CACHE ->
          memory != null && memory.hasWideReferences()
              ? "Its AOT cache does not apply, so it starts slower and takes more memory: the cache"
                  + " fits heaps below 32 GiB."
              : "It runs without its AOT cache, so it starts slower and takes more memory: there is"
                  + " no cache, or another JDK, other JVM flags or another copy of the jar made it."
                  + " Run mvn -DskipTests package in %s with %s."
                      .formatted(build.home(), javaHome());
      case CLASSES ->
          "It runs from its compiled classes and not from proxy.jar, so it has no AOT cache, starts"
              + " slower and takes more memory: there is no proxy.jar, or the classes have changed"
              + " since it was made. Run mvn -DskipTests package in %s.".formatted(build.home());
    };
  }

  private static String javaHome() {
    return "JAVA_HOME=" + System.getProperty("java.home");
  }
}
