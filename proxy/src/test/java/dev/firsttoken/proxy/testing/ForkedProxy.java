package dev.firsttoken.proxy.testing;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.Application;
import dev.firsttoken.wire.testing.RawClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Proxy in a process of its own, with the memory that it has in production. */
public final class ForkedProxy implements AutoCloseable {
  private static final Pattern STARTUP_MESSAGE =
      Pattern.compile("First Token on http://127\\.0\\.0\\.1:(\\d+), .*");

  private final Process process;
  private final BufferedReader stderr;
  private final int port;

  private ForkedProxy(Process process) throws IOException {
    this.process = process;
    this.stderr = process.errorReader();
    String message = String.valueOf(stderr.readLine());
    Matcher matcher = STARTUP_MESSAGE.matcher(message);
    assertThat(matcher.matches()).as(message).isTrue();
    this.port = Integer.parseInt(matcher.group(1));
  }

  /**
   * Starts a proxy on a free port and waits until it listens.
   *
   * @param jvmFlags beside those of production
   */
  public static ForkedProxy start(Map<String, String> environment, String... jvmFlags)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PORT", "0");
    all.putIfAbsent("WARM_UP_MS", "0");
    Process process = fork(all, jvmFlags);
    try {
      return new ForkedProxy(process);
    } catch (IOException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Starts the program with these environment variables. */
  public static Process fork(Map<String, String> environment, String... jvmFlags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@src/main/jvm/proxy.jvmargs", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(jvmFlags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Application.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  public int port() {
    return port;
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.toHandle().destroy(); // Process.destroy() would close the output streams too.
  }

  /**
   * Lets the process open no further file, by a limit that its open files use up.
   *
   * @param clients receives connections to the proxy that stay open
   */
  public void exhaustDescriptors(List<RawClient> clients) throws Exception {
    int limit = openFiles().stream().mapToInt(Integer::intValue).max().orElseThrow() + 1;
    limitDescriptors(limit);
    for (int open = openFiles().size(); open < limit; open = openFiles().size()) {
      int before = open;
      clients.add(new RawClient(port));
      eventually("accepted", () -> openFiles().size() > before);
    }
  }

  /** Sets the limit of open files, as {@code ulimit -n} does before the start. */
  public void limitDescriptors(int limit) throws Exception {
    Process prlimit =
        new ProcessBuilder(
                "prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + limit + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).as("prlimit").isZero();
  }

  /** Numbers of the file descriptors that are open. */
  private List<Integer> openFiles() {
    String[] names = new File("/proc/" + process.pid() + "/fd").list();
    return Stream.of(Objects.requireNonNull(names)).map(Integer::valueOf).toList();
  }

  public Process process() {
    return process;
  }

  /** Waits for the next line that the process writes to stderr. */
  public String awaitLine() throws IOException {
    return String.valueOf(stderr.readLine());
  }

  /** Waits for the end of the process, and returns what it wrote to stderr after its start. */
  public List<String> awaitExit() throws InterruptedException {
    assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as("exited").isTrue();
    return stderr.lines().toList();
  }

  public int exitStatus() {
    return process.exitValue();
  }

  public ScrapedMetrics scrape() throws IOException {
    return ScrapedMetrics.parse(RawClient.request(port, Requests.to("GET /metrics")).text());
  }

  /** Resident memory in bytes. */
  public long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
