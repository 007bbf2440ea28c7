import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Training run of the bench's AOT cache, at build time: a sweep of streams that this program sends.
 * The JVM writes the cache when the bench exits.
 *
 * <p>A cache takes no folders on the class path, so the compiled classes go into one archive first.
 *
 * <p>It is no part of the bench and runs from source: {@code java BenchTraining.java .}, with the
 * checkout or an archive as its argument.
 */
class BenchTraining {
  private static final int FRAMES = 20;
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TIMEOUT_SECONDS = 120;
  private static final List<String> CLASSES =
      List.of("gatling/target/classes", "wire/target/classes", "frontend/target/classes");
  private static final String METRICS =
      """
      # TYPE llm_requests_total counter
      llm_requests_total{outcome="completed"} 1.0
      # TYPE llm_ttft_seconds histogram
      llm_ttft_seconds_bucket{le="0.1"} 1
      llm_ttft_seconds_bucket{le="+Inf"} 1
      llm_ttft_seconds_count 1
      llm_ttft_seconds_sum 0.02
      """;

  private final Path home;
  private final Path target;

  private BenchTraining(Path home) {
    this.home = home;
    this.target = home.resolve("gatling/target");
  }

  /** Makes the cache. If that fails, the output says why, and the bench starts without it. */
  public static void main(String[] args) throws Exception {
    BenchTraining training = new BenchTraining(Path.of(args[0]).toRealPath());
    try {
      training.run();
    } catch (Exception e) {
      System.out.println("bench.aot was not made, so ./bench starts slower: " + e);
      Files.deleteIfExists(training.target.resolve("bench.aot"));
    }
    System.exit(0); // the server's threads are not awaited
  }

  private void run() throws Exception {
    String classPath = isArchive() ? benchJar().toString() : makeClassPath();
    Path dir = Files.createTempDirectory("bench-training");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpServer server = startServer(threads);
      try {
        train(classPath, dir, "http://127.0.0.1:" + server.getAddress().getPort());
      } finally {
        server.stop(0);
      }
    } finally {
      delete(dir);
    }
  }

  /** In an archive the jar is there, and its manifest names the libraries. */
  private boolean isArchive() {
    return Files.isDirectory(home.resolve("runtime"));
  }

  private Path benchJar() {
    return target.resolve("bench.jar");
  }

  private String makeClassPath() throws IOException {
    String libraries = Files.readString(target.resolve("classpath")).strip();
    return makeJar() + File.pathSeparator + libraries;
  }

  private Path makeJar() throws IOException {
    Path jar = benchJar();
    Files.deleteIfExists(target.resolve("bench.aot"));
    List<String> arguments =
        new ArrayList<>(List.of("--create", "--no-compress", "--file", jar.toString()));
    for (String classes : CLASSES) {
      if (Files.isDirectory(home.resolve(classes))) {
        arguments.addAll(List.of("-C", home.resolve(classes).toString(), "."));
      }
    }
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException("jar ended with " + status);
    }
    return jar;
  }

  private void train(String classPath, Path dir, String url) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + home.resolve("gatling/src/main/jvm/bench.jvmargs"),
            "-XX:AOTCacheOutput=" + target.resolve("bench.aot"),
            "-Xlog:aot*=off,cds*=off",
            "-Djava.util.prefs.userRoot=" + target.resolve("prefs"),
            "-Dfirsttoken.home=" + home,
            "-Dfirsttoken.columns=0",
            "-Dfirsttoken.stdout.terminal=false",
            "-cp",
            classPath,
            "dev.firsttoken.bench.cli.Main",
            "sweep",
            "--base-url=" + url,
            "--model=synthetic",
            "--concurrency=4,20",
            "--total=400",
            "--slo=ttft:p95<60s",
            "--html",
            "--results-dir=" + dir.resolve("run"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).inheritIO();
    builder.environment().keySet().removeIf(name -> name.matches(".*JAVA.*OPTIONS|(LLM|SYN)_.*"));
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    Process bench = builder.start();
    try {
      if (!bench.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the bench still ran after " + TIMEOUT_SECONDS + " s");
      }
      if (bench.exitValue() != 0) {
        throw new IllegalStateException("the bench exited with " + bench.exitValue());
      }
    } finally {
      bench.destroyForcibly();
    }
  }

  private static HttpServer startServer(ExecutorService threads) throws IOException {
    // Otherwise Nagle's algorithm holds each response back for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", BenchTraining::stream);
    server.createContext("/metrics", BenchTraining::sendMetrics);
    server.start();
    return server;
  }

  private static void sendMetrics(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = METRICS.getBytes(US_ASCII);
      exchange.getResponseHeaders().set("content-type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Sends a stream as the synthetic model does: on a schedule, with its times in the chunks. */
  private static void stream(HttpExchange exchange) throws IOException {
    try (exchange;
        OutputStream body = exchange.getResponseBody()) {
      long due = System.nanoTime() + FIRST_NANOS;
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("content-type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0); // 0: chunked
      for (int i = 0; i < FRAMES; i++) {
        awaitNanos(due);
        send(body, chunk(i, due, "{\"index\":0,\"delta\":{\"content\":\"some words\"}}"));
        due += GAP_NANOS;
      }
      send(body, chunk(FRAMES, due, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}"));
      send(body, "data: [DONE]\n\n");
    }
  }

  private static String chunk(int number, long due, String choice) {
    return ("data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"m\",\"seq\":%d,\"due_ns\":%d,\"sent_ns\":%d,\"choices\":[%s],\"usage\":"
            + "{\"prompt_tokens\":5,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n")
        .formatted(number, due, System.nanoTime(), choice, number, number + 5);
  }

  private static void send(OutputStream body, String event) throws IOException {
    body.write(event.getBytes(US_ASCII));
    body.flush();
  }

  private static void awaitNanos(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void delete(Path dir) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(dir)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
