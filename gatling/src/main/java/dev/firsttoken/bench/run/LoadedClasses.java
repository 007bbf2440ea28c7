package dev.firsttoken.bench.run;

import dev.firsttoken.bench.load.gatling.GatlingCode;
import dev.firsttoken.wire.call.Dialer;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads the bench's classes before the load, and links them, which includes their verification. A
 * class that is first needed under load, such as one that reports a failure, takes its time then,
 * and cannot be loaded at all once the process has no file descriptor left.
 */
final class LoadedClasses {
  private static final String SUFFIX = ".class";
  private static final List<String> OWN = List.of("dev/firsttoken/");

  private LoadedClasses() {}

  /**
   * Loads the classes of the bench, of its streaming call and of Gatling's users, and opens all
   * libraries.
   */
  static void load() {
    loadAll(LoadedClasses.class, OWN);
    loadAll(Dialer.class, OWN);
    loadAll(GatlingCode.member(), GatlingCode.FOLDERS);
    // A look-up that finds nothing opens every library, so that none has to be opened later.
    ClassLoader.getSystemResource("no/such/resource");
  }

  /** Loads these folders of the directory or archive that a class came from. */
  private static void loadAll(Class<?> member, List<String> folders) {
    try {
      names(sourceOf(member), folders).forEach(name -> load(name, member.getClassLoader()));
    } catch (IOException | URISyntaxException e) {
      System.err.println("bench: classes are loaded only when they are needed: " + e);
    }
  }

  /**
   * Returns the directory or archive that has a class. It is looked up by the name: the code source
   * of a class from an AOT cache has no location once the jars were moved.
   */
  static Path sourceOf(Class<?> member) throws IOException, URISyntaxException {
    String name = member.getName().replace('.', '/') + SUFFIX;
    URL url = Objects.requireNonNull(member.getClassLoader().getResource(name), name);
    if (url.openConnection() instanceof JarURLConnection connection) {
      return Path.of(connection.getJarFileURL().toURI());
    }
    Path file = Path.of(url.toURI());
    int folders = file.getNameCount() - Path.of(name).getNameCount();
    return Path.of("/").resolve(file.subpath(0, folders));
  }

  static List<String> names(Path source, List<String> folders) throws IOException {
    if (Files.isDirectory(source)) {
      try (Stream<Path> files = Files.walk(source)) {
        return toNames(
            files.map(file -> source.relativize(file).toString().replace('\\', '/')), folders);
      }
    }
    try (JarFile jar = new JarFile(source.toFile())) {
      return toNames(jar.stream().map(JarEntry::getName), folders);
    }
  }

  private static List<String> toNames(Stream<String> paths, List<String> folders) {
    return paths
        .filter(path -> path.endsWith(SUFFIX) && folders.stream().anyMatch(path::startsWith))
        .filter(path -> !path.endsWith("-info.class"))
        .map(path -> path.substring(0, path.length() - SUFFIX.length()).replace('/', '.'))
        .toList();
  }

  private static void load(String name, ClassLoader loader) {
    try {
      // The JVM links a class before it lists its constructors; nothing is initialized.
      Objects.requireNonNull(Class.forName(name, false, loader).getDeclaredConstructors());
    } catch (ClassNotFoundException | LinkageError e) {
      return; // It is loaded when it is needed, or never.
    }
  }
}
