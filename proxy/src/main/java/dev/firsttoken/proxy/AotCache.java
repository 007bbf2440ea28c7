package dev.firsttoken.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Cache of classes and profiles beside the jar, which the JVM maps at its start if it fits. */
final class AotCache {
  private static final String JAR = "proxy.jar";
  private static final String CACHE = ".aot";
  private static final Path OWN_MAPS = Path.of("/proc/self/maps");

  private AotCache() {}

  /** Returns a sentence for the user if this JVM runs the jar without its cache, else null. */
  static @Nullable String problem() {
    try {
      String maps = new String(Files.readAllBytes(OWN_MAPS), StandardCharsets.UTF_8);
      return problem(System.getProperty("java.class.path", ""), maps);
    } catch (IOException e) {
      return null; // Other systems don't show it, and their JVM warns by itself.
    }
  }

  /**
   * Returns the sentence about a JVM.
   *
   * @param classPath its class path, which is the jar alone after {@code -jar}
   * @param maps its memory map, as Linux shows it
   */
  static @Nullable String problem(String classPath, String maps) {
    boolean isJar = classPath.equals(JAR) || classPath.endsWith("/" + JAR);
    if (!isJar || maps.lines().anyMatch(line -> line.endsWith(CACHE))) {
      return null;
    }
    return "The proxy runs without its AOT cache, so it starts slower and takes more memory: no"
        + " -XX:AOTCache names it, or it was made with another JDK, other JVM flags, a heap"
        + " below 32 GiB or another copy of the jar. The build makes the cache, and beside"
        + " the jar a file that names it: java @proxy/target/proxy.args -jar"
        + " proxy/target/proxy.jar. A checkout that was moved needs another build for that"
        + " file. In an archive the cache fits only the times of the files, which tar keeps";
  }
}
