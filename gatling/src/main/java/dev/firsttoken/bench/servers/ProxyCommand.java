package dev.firsttoken.bench.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command line of the built proxy: its jar if it is packaged, else its classes.
 *
 * @param home directory with {@code proxy/} and {@code gatling/}
 */
public record ProxyCommand(Path home) {
  private static final String MAIN = "dev.firsttoken.proxy.Application";

  /**
   * Finds the home in the system property {@code firsttoken.home}, else above the working
   * directory.
   *
   * @throws IllegalStateException if there is none
   */
  public static ProxyCommand find() {
    String named = System.getProperty("firsttoken.home");
    if (named != null) {
      return new ProxyCommand(Path.of(named));
    }
    Path start = Path.of("").toAbsolutePath();
    for (@Nullable Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("proxy/pom.xml"))
          && Files.exists(at.resolve("gatling/pom.xml"))) {
        return new ProxyCommand(at);
      }
    }
    throw new IllegalStateException(
        "no proxy found in %s or above; set -DbaseUrl=http://host:port".formatted(start));
  }

  /**
   * Builds the command line, to be run without a shell.
   *
   * @throws IllegalStateException if the proxy is not built
   */
  public List<String> toList() {
    Path target = home.resolve("proxy/target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path flags = target.resolve("proxy.jvmargs");
    if (Files.exists(flags)) {
      command.add("@" + flags);
    }
    Path jar = target.resolve("proxy.jar");
    Path classPath = target.resolve("classpath");
    if (isNewest(jar)) {
      Path cache = target.resolve("proxy.aot");
      if (Files.exists(cache)) {
        command.add("-XX:AOTCache=" + cache);
      }
      command.addAll(List.of("-jar", jar.toString()));
    } else if (Files.exists(classPath)) {
      command.addAll(List.of("-cp", target.resolve("classes") + ":" + read(classPath), MAIN));
    } else {
      throw new IllegalStateException(
          "the proxy is not built; run mvn -DskipTests package in %s".formatted(home));
    }
    return command;
  }

  /**
   * Creates a child process that ends with this JVM, even if the JVM is killed: it exits when its
   * standard input is closed.
   */
  public static ProcessBuilder child(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Redirect.PIPE);
    builder.environment().put("EXIT_ON_STDIN_EOF", "true");
    return builder;
  }

  // After a compile without package the jar is older than the classes.
  private boolean isNewest(Path jar) {
    Path compiled = home.resolve("proxy/target/classes").resolve(MAIN.replace('.', '/') + ".class");
    return Files.exists(jar)
        && (Files.notExists(compiled) || modified(compiled).compareTo(modified(jar)) <= 0);
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
