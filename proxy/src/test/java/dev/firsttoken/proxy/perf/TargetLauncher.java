package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the relays under test on one core, and stops them at the end. */
final class TargetLauncher implements AutoCloseable {
  private static final Path BUILD_DIRECTORY = Path.of("proxy/target");
  private static final String MAIN = "dev.firsttoken.proxy.Application";
  private static final int START_TIMEOUT_SECONDS = 60;
  private static final int STOP_TIMEOUT_SECONDS = 5;
  private static final int OK = 200;

  private final int core;
  private final int upstreamPort;
  private final Path dir;
  private final List<Process> started = new ArrayList<>();
  private boolean closed;

  /**
   * @param upstreamPort port of the upstream
   */
  TargetLauncher(int core, int upstreamPort) throws IOException {
    this.core = core;
    this.upstreamPort = upstreamPort;
    this.dir = Files.createTempDirectory("relay-cost");
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Starts nginx configured for streams: no buffering, keep-alive on both sides, no logs. */
  RelayTarget nginx() throws IOException, InterruptedException {
    int port = freePort();
    Path conf = Files.writeString(dir.resolve("nginx.conf"), nginxConf(port));
    List<String> command =
        List.of("nginx", "-e", "stderr", "-p", dir.toString(), "-c", conf.toString());
    Process master = start("nginx", command, Map.of());
    awaitListening("nginx", master, port);
    return new RelayTarget(
        "nginx", false, master.children().map(ProcessHandle::pid).toList(), port, null);
  }

  /**
   * Starts the proxy as it runs in production.
   *
   * @param transport epoll, nio or io_uring
   */
  RelayTarget relay(String transport) throws IOException, InterruptedException {
    return relay("relay, " + transport, transport, relayCommand());
  }

  /** Starts the proxy with its AOT cache, and waits until its warm-up is over. */
  RelayTarget readyRelay(String transport) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java());
    command.add("-XX:AOTCache=" + BUILD_DIRECTORY.resolve("proxy.aot"));
    command.addAll(List.of("-jar", BUILD_DIRECTORY.resolve("proxy.jar").toString()));
    RelayTarget relay = relay("relay", transport, command);
    URI ready = URI.create("http://127.0.0.1:" + relay.port() + "/health/ready");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(ready).build();
      while (client.send(request, BodyHandlers.discarding()).statusCode() != OK) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the relay is not ready after " + START_TIMEOUT_SECONDS + " s");
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return relay;
  }

  /**
   * Starts another build of the proxy for comparison.
   *
   * @param jar packaged jar, which runs with the flags of this build
   */
  RelayTarget before(String transport, Path jar) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("-jar", jar.toString()));
    return relay("before, " + transport, transport, command);
  }

  private RelayTarget relay(String name, String transport, List<String> command)
      throws IOException, InterruptedException {
    int port = freePort();
    Map<String, String> environment =
        Map.of(
            "PORT",
            Integer.toString(port),
            "LLM_BASE_URL",
            "http://127.0.0.1:" + upstreamPort + "/v1",
            "LLM_MODEL",
            "m",
            "FIRST_TOKEN_TRANSPORT",
            transport);
    Process process = start(name, command, environment);
    awaitListening(name, process, port);
    return new RelayTarget(
        name,
        name.startsWith("before"),
        List.of(process.pid()),
        port,
        Allocations.of(process.pid()));
  }

  /** Stops the processes in reverse order and deletes their files. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    started.reversed().forEach(TargetLauncher::stop);
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("could not delete " + dir);
    }
  }

  private synchronized Process start(
      String name, List<String> command, Map<String, String> environment) throws IOException {
    if (closed) {
      throw new IOException("the run is ending, so no process is started");
    }
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    pinned.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(pinned).redirectErrorStream(true);
    builder.redirectOutput(dir.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private void awaitListening(String name, Process process, int port)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IOException(
        "%s does not listen on port %d. Its output:%n%s"
            .formatted(name, port, Files.readString(dir.resolve(name + ".log"))));
  }

  /** Returns the command for the packaged jar, or else for the classes, with the JVM flags. */
  private static List<String> relayCommand() throws IOException {
    List<String> command = new ArrayList<>(java());
    Path jar = BUILD_DIRECTORY.resolve("proxy.jar");
    if (Files.exists(jar)) {
      command.addAll(List.of("-jar", jar.toString()));
    } else {
      String libraries = Files.readString(BUILD_DIRECTORY.resolve("classpath")).strip();
      command.addAll(List.of("-cp", BUILD_DIRECTORY.resolve("classes") + ":" + libraries, MAIN));
    }
    return command;
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + BUILD_DIRECTORY.resolve("proxy.jvmargs"));
  }

  private String nginxConf(int port) {
    return """
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr error;
    events { worker_connections 4096; }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      keepalive_timeout 1h;
      keepalive_requests 1000000000;
      upstream model {
        server 127.0.0.1:%d;
        keepalive 512;
        keepalive_timeout 1h;
        keepalive_requests 1000000000;
      }
      server {
        listen 127.0.0.1:%d;
        location / {
          proxy_pass http://model;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_buffering off;
          proxy_read_timeout 1h;
        }
      }
    }
    """
        .formatted(upstreamPort, port);
  }

  private static void stop(Process process) {
    try {
      process.destroy();
      if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  /** The master of nginx can't end its worker then. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
