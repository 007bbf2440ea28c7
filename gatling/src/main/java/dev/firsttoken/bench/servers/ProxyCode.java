package dev.firsttoken.bench.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Code that a running proxy was started from, as Linux shows it. */
public enum ProxyCode {
  /** The jar, with the AOT cache: what {@code ./bench serve} starts and all figures are about. */
  JAR_WITH_AOT_CACHE,
  /** The jar. Its JVM refused the cache, or had none. */
  JAR_WITHOUT_AOT_CACHE,
  /** Compiled classes, which no cache fits. */
  CLASSES;

  private static final Path PROC = Path.of("/proc");

  /**
   * A library that every server loads, after the JVM has decided on the cache: it maps the cache
   * first, and unmaps it if the cache does not fit.
   */
  private static final String LOADED_BY_SERVERS = "libnio.so";

  /** Name in results. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns true where the memory map of a process can be read. */
  static boolean isCacheVisible() {
    return Files.isReadable(PROC.resolve("self/maps"));
  }

  /**
   * Reads the code of a process.
   *
   * @return null if it is no proxy, belongs to another user or has not started yet
   */
  public static @Nullable ProxyCode of(long pid) {
    List<String> command = commandLine(pid);
    boolean fromClasses = command.contains(ProxyCommand.MAIN);
    if (!fromClasses && command.stream().noneMatch(ProxyCode::isJar)) {
      return null;
    }
    if (fromClasses) {
      return CLASSES;
    }
    List<String> maps = lines(PROC.resolve(pid + "/maps"));
    if (maps.stream().noneMatch(line -> line.endsWith(LOADED_BY_SERVERS))) {
      return null;
    }
    return maps.stream().anyMatch(line -> line.endsWith(".aot"))
        ? JAR_WITH_AOT_CACHE
        : JAR_WITHOUT_AOT_CACHE;
  }

  private static boolean isJar(String word) {
    return word.equals("proxy.jar") || word.endsWith("/proxy.jar");
  }

  private static List<String> commandLine(long pid) {
    try {
      return Arrays.asList(
          new String(Files.readAllBytes(PROC.resolve(pid + "/cmdline")), UTF_8).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
