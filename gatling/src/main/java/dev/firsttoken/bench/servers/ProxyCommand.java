package dev.firsttoken.bench.servers;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Command line of the built proxy: its jar if that is up to date, else its classes. */
public final class ProxyCommand {
  public static final String MAIN = "dev.firsttoken.proxy.Application";

  private ProxyCommand() {}

  /**
   * Builds the command line, to be run without a shell.
   *
   * @param memory null for that of {@code proxy.jvmargs}
   * @throws IllegalStateException if the proxy is not built
   */
  public static List<String> of(ProxyBuild build, @Nullable ProxyMemory memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Files.exists(build.jvmArguments())) {
      command.add("@" + build.jvmArguments());
    }
    if (memory != null) {
      command.addAll(memory.jvmFlags());
    }
    if (build.isJarCurrent()) {
      command.addAll(cacheFlags(build.cache()));
      command.addAll(List.of("-jar", build.jar().toString()));
    } else if (build.hasClasses()) {
      command.addAll(List.of("-cp", build.classPath(), MAIN));
    } else {
      throw new IllegalStateException(
          "the proxy is not built; run mvn -DskipTests package in %s".formatted(build.home()));
    }
    return command;
  }

  /** The proxy says in one line that its cache is not used; the JVM would in four. */
  private static List<String> cacheFlags(Path cache) {
    if (Files.notExists(cache)) {
      return List.of();
    }
    String flag = "-XX:AOTCache=" + cache;
    return ProxyCode.isCacheVisible() ? List.of(flag, "-Xlog:aot*=off,cds*=off") : List.of(flag);
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
}
