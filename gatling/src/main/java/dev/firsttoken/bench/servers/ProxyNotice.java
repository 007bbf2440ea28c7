package dev.firsttoken.bench.servers;

import org.jspecify.annotations.Nullable;

/** One line for the user about the code that a proxy runs, or its memory. */
public final class ProxyNotice {
  private ProxyNotice() {}

  /** Returns the memory that the user asked for. */
  public static String of(ProxyMemory memory) {
    return "the proxy has %d MiB of heap and %d MiB of direct memory."
        .formatted(memory.heapMebibytes(), memory.directMebibytes());
  }

  /**
   * Returns what runs and how to mend it.
   *
   * @return the line, or null if there is nothing to say: the jar runs with its cache
   */
  public static @Nullable String of(ProxyCode code, ProxyBuild build) {
    return switch (code) {
      case JAR_WITH_AOT_CACHE -> null;
      case JAR_WITHOUT_AOT_CACHE ->
          "the proxy runs without its AOT cache, so it starts slower and takes more memory: there"
              + " is no cache, or another JDK, other JVM flags or another copy of the jar made it."
              + (build.isArchive()
                  ? " Unpack the archive again with tar, which keeps the times of its files."
                  : " Run mvn -DskipTests package in %s with JAVA_HOME=%s."
                      .formatted(build.home(), System.getProperty("java.home")));
      case CLASSES ->
          "the proxy runs from its compiled classes and not from proxy.jar, so it has no AOT cache,"
              + " starts slower and takes more memory: there is no proxy.jar, or the classes have"
              + " changed since it was made. Run mvn -DskipTests package in %s."
                  .formatted(build.home());
    };
  }
}
