package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A built checkout of empty files with the real launcher, and a JDK and a Maven that only say how
 * they ran. Maven also runs {@code mvn.sh}, which is empty at first.
 */
final class FakeCheckout {
  static final String PAGES = "check out/frontend/target/classes/public/files.txt";
  static final FileTime EARLIER = FileTime.fromMillis(1_000_000_000_000L);
  static final FileTime LATEST = FileTime.fromMillis(4_000_000_001_000L);

  private static final String BUILT = "mvn built";
  private static final FileTime LATER = FileTime.fromMillis(4_000_000_000_000L);

  private final Path dir;
  private Path home;

  private FakeCheckout(Path dir) {
    this.dir = dir;
    this.home = dir.resolve("check out");
  }

  /** Makes the checkout and its tools below a directory. */
  static FakeCheckout in(Path dir) throws IOException {
    FakeCheckout checkout = new FakeCheckout(dir);
    checkout.makeSource();
    checkout.makeTools();
    checkout.build();
    return checkout;
  }

  private void makeSource() throws IOException {
    for (String module : List.of("wire", "frontend", "proxy", "baselines/netty", "gatling")) {
      write("check out/" + module + "/src/main/Code.java", "");
    }
    write("check out/pom.xml", "");
    Files.copy(BenchProcess.launcher(), home.resolve("bench"));
  }

  private void makeTools() throws IOException {
    script("jdk/bin/javac", "");
    script("jdk/bin/java", "printf '%s\\n' \"$@\" \"locale $(locale charmap)\"");
    write("jdk/release", "JAVA_VERSION=\"25.0.3\"\n");
    script("bin/mvn", "echo \"%s $*\"; %s".formatted(BUILT, "sh \"$MVN_SCRIPT\""));
    script("bin/node", "echo v20.19.0");
    script("bin/npm", "");
    write("mvn.sh", "");
  }

  /** Makes the files of a build; the cache is the newest, and then the class path. */
  private void build() throws IOException {
    write("m2/library.jar", "");
    write("m2/netty.jar", "");
    Files.createDirectories(home.resolve("wire/target/classes"));
    write(PAGES, "index.html\n");
    write("check out/proxy/target/classpath", "");
    write("check out/proxy/target/proxy.jar", "");
    write("check out/proxy/target/proxy.aot", "");
    write("check out/proxy/target/proxy.jvmargs", "");
    Files.createDirectories(home.resolve("proxy/target/classes"));
    Files.createDirectories(home.resolve("baselines/netty/target/classes"));
    write("check out/baselines/netty/target/classpath", dir.resolve("m2/netty.jar").toString());
    Path stamp =
        write("check out/gatling/target/classpath", dir.resolve("m2/library.jar").toString());
    Files.setLastModifiedTime(stamp, LATER);
  }

  Path home() {
    return home;
  }

  /** A file of the checkout. */
  Path path(String file) {
    return home.resolve(file);
  }

  String launcher() {
    return path("bench").toString();
  }

  /** Moves the checkout beside itself, and returns its new place. */
  Path moveTo(String name) throws IOException {
    home = Files.move(home, dir.resolve(name));
    return home;
  }

  /** Writes a file below the directory that the checkout is in. */
  Path write(String file, String text) throws IOException {
    Path path = dir.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** Writes an executable file below the directory that the checkout is in. */
  void script(String file, String text) throws IOException {
    assertThat(write(file, "#!/bin/sh\n" + text + "\n").toFile().setExecutable(true)).isTrue();
  }

  /** Puts a program of this machine into a folder of its own, {@code machine}. */
  void offer(String program) throws IOException {
    script("machine/" + program, "exec '" + programOfMachine(program) + "' \"$@\"");
  }

  private static Path programOfMachine(String name) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv("PATH"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in PATH"));
  }

  /** Runs a command where the launcher finds the JDK and the Maven of the checkout. */
  LauncherRun run(Map<String, String> env, String... command)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>();
    all.put("JAVA_HOME", dir.resolve("jdk").toString());
    all.put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
    all.put("MVN_SCRIPT", dir.resolve("mvn.sh").toString());
    all.putAll(env);
    return LauncherRun.of(dir, all, List.of(command));
  }

  /** Runs {@code ./bench sweep} with further variables. */
  LauncherRun sweep(Map<String, String> env) throws IOException, InterruptedException {
    return run(env, launcher(), "sweep", "--total=1");
  }

  LauncherRun sweep() throws IOException, InterruptedException {
    return sweep(Map.of());
  }

  /** Returns true if a run that must succeed has built. */
  boolean isBuiltAgain(LauncherRun run) throws IOException {
    Path log = home.resolve("target/build.log");
    assertThat(run.status()).as(run.err()).isZero();
    return Files.exists(log) && Files.readString(log).contains(BUILT);
  }
}
