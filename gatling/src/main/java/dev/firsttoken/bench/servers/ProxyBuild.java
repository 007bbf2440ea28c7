package dev.firsttoken.bench.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Files of the built proxy.
 *
 * @param home directory with {@code wire/}, {@code proxy/} and {@code gatling/}
 */
public record ProxyBuild(Path home) {
  /**
   * Finds the home in the system property {@code firsttoken.home}, else above the working
   * directory.
   *
   * @throws IllegalStateException if there is none
   */
  public static ProxyBuild find() {
    String named = System.getProperty("firsttoken.home");
    if (named != null) {
      return new ProxyBuild(Path.of(named));
    }
    Path start = Path.of("").toAbsolutePath();
    for (@Nullable Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("proxy/pom.xml"))
          && Files.exists(at.resolve("gatling/pom.xml"))) {
        return new ProxyBuild(at);
      }
    }
    throw new IllegalStateException(
        "no proxy found in %s or above; set -DbaseUrl=http://host:port".formatted(start));
  }

  /** True in an unpacked archive, which has its own Java runtime. */
  boolean isArchive() {
    return Files.isDirectory(home.resolve("runtime"));
  }

  Path jar() {
    return target("proxy.jar");
  }

  Path cache() {
    return target("proxy.aot");
  }

  Path jvmArguments() {
    return target("proxy.jvmargs");
  }

  boolean hasClasses() {
    return Files.exists(target("classpath"));
  }

  /** Class path of the compiled classes, the pages and the libraries. */
  String classPath() {
    try {
      return Stream.concat(
              Stream.concat(classFolders().stream(), Stream.of(pages())).map(Path::toString),
              Stream.of(Files.readString(target("classpath")).strip()))
          .reduce((left, right) -> left + ":" + right)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * True if the jar has the bytes of every compiled class. Times tell nothing: a Maven run compiles
   * unchanged sources again, and a copy of the checkout has times of its own.
   */
  boolean isJarCurrent() {
    if (Files.notExists(jar())) {
      return false;
    }
    try (ZipFile jar = new ZipFile(jar().toFile())) {
      for (Path folder : classFolders()) {
        if (Files.exists(folder) && !containsAll(jar, folder)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // half written
    }
  }

  private static boolean containsAll(ZipFile jar, Path folder) throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(folder)) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : classes) {
      ZipEntry entry = jar.getEntry(folder.relativize(file).toString().replace('\\', '/'));
      if (entry == null || entry.getSize() != Files.size(file) || entry.getCrc() != crc(file)) {
        return false;
      }
    }
    return true;
  }

  private static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return crc.getValue();
  }

  private List<Path> classFolders() {
    return List.of(target("classes"), home.resolve("wire/target/classes"));
  }

  private Path pages() {
    return home.resolve("frontend/target/classes");
  }

  private Path target(String name) {
    return home.resolve("proxy/target").resolve(name);
  }
}
