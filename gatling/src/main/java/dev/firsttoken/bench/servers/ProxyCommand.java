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
 * How the built proxy is started: its jar where it is packaged, else its classes.
 *
 * @param home the folder that holds {@code proxy/} and {@code gatling/}
 */
public record ProxyCommand(Path home) {
  private static final String MAIN = "dev.firsttoken.proxy.Application";

  /**
   * In the system property {@code firsttoken.home}, else above the working directory.
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
        "no proxy above %s; give -DbaseUrl=http://host:port".formatted(start));
  }

  /**
   * The command line, without a shell.
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
          "the proxy is not built in %s: run mvn -DskipTests package there".formatted(home));
    }
    return command;
  }

  /**
   * The child that runs this command line, to be started: it ends with this JVM, even if that is
   * killed, by the pipe to its standard input.
   */
  public static ProcessBuilder child(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Redirect.PIPE);
    builder.environment().put("EXIT_ON_STDIN_EOF", "true");
    return builder;
  }

  // After a mere compile the jar may be of older code.
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
