package dev.firsttoken.bench.run;

import dev.firsttoken.wire.call.Dialer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads the bench's classes before the load. A class that is first needed under load, such as one
 * that reports a failure, takes its time then, and cannot be loaded at all once the process has no
 * file descriptor left.
 */
final class LoadedClasses {
  private static final String SUFFIX = ".class";
  private static final String PACKAGE = "dev/firsttoken/";

  private LoadedClasses() {}

  /** Loads the classes of the bench and of its streaming call, and opens all libraries. */
  static void load() {
    loadAll(LoadedClasses.class);
    loadAll(Dialer.class);
    // A look-up that finds nothing opens every library, so that none has to be opened later.
    ClassLoader.getSystemResource("no/such/resource");
  }

  /** Loads everything from the directory or archive that a class came from. */
  private static void loadAll(Class<?> member) {
    try {
      Path source = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
      names(source).forEach(name -> load(name, member.getClassLoader()));
    } catch (IOException | URISyntaxException e) {
      System.err.println("bench: classes are loaded only when they are needed: " + e);
    }
  }

  static List<String> names(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      try (Stream<Path> files = Files.walk(source)) {
        return toNames(files.map(file -> source.relativize(file).toString().replace('\\', '/')));
      }
    }
    try (JarFile jar = new JarFile(source.toFile())) {
      return toNames(jar.stream().map(JarEntry::getName));
    }
  }

  private static List<String> toNames(Stream<String> paths) {
    return paths
        .filter(path -> path.startsWith(PACKAGE) && path.endsWith(SUFFIX))
        .filter(path -> !path.endsWith("-info.class"))
        .map(path -> path.substring(0, path.length() - SUFFIX.length()).replace('/', '.'))
        .toList();
  }

  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return; // It is loaded when it is needed, or never.
    }
  }
}
