import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Training run of the proxy's AOT cache, at build time: one packaged proxy relays to another, and
 * also generates responses itself. It gets what clients send: bursts of new connections and kept
 * ones, streams and whole responses, the micro endpoints, metrics, pages and errors. The JVM writes
 * the cache when the trained proxy exits.
 *
 * <p>It is no part of the jar and runs from source: {@code java AotTraining.java proxy/target}.
 */
class AotTraining {
  private static final int ROUNDS = 20;
  private static final int CONCURRENCY = 25;
  private static final int NEW_CONNECTIONS = 100;
  private static final int MICRO_ROUNDS = 100;
  private static final long TIMEOUT_SECONDS = 120;
  private static final String QUIET = "-Xlog:aot*=off,cds*=off";
  private static final String UPSTREAM_MODEL = "m";
  private static final Pattern READY_LINE = Pattern.compile("First Token on (http://[^,]+),.*");

  private final Path target;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private AotTraining(Path target) {
    this.target = target;
  }

  /**
   * Fails if a response is not as expected, or if the trained proxy does not exit with status 0.
   */
  public static void main(String[] args) throws Exception {
    AotTraining training = new AotTraining(Path.of(args[0]).toAbsolutePath());
    training.run();
    training.writeArguments();
  }

  private void run() throws Exception {
    Process upstream = start(List.of(), Map.of("LLM_MODEL", "synthetic", "WARM_UP_MS", "0"));
    try {
      String baseUrl = awaitStart(upstream) + "/v1";
      Process trained =
          start(
              List.of("-XX:AOTCacheOutput=" + cache(), QUIET),
              Map.of("LLM_BASE_URL", baseUrl, "LLM_MODEL", UPSTREAM_MODEL, "WARM_UP_MS", "2000"));
      try {
        train(URI.create(awaitStart(trained)));
        trained.getOutputStream().close();
        if (!trained.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the trained proxy ran for too long");
        }
        if (trained.exitValue() != 0) {
          throw new IllegalStateException("the trained proxy exited with " + trained.exitValue());
        }
      } finally {
        trained.destroyForcibly();
      }
    } finally {
      upstream.destroyForcibly();
    }
  }

  private Path cache() {
    return target.resolve("proxy.aot");
  }

  /** Writes the file of arguments that starts the jar with its cache, from any directory. */
  private void writeArguments() throws IOException {
    List<String> arguments = new ArrayList<>(Files.readAllLines(target.resolve("proxy.jvmargs")));
    String path = cache().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    arguments.add("\"-XX:AOTCache=" + path + "\"");
    if (Files.isReadable(Path.of("/proc/self/maps"))) {
      arguments.add(QUIET); // The proxy itself says so if the cache does not fit.
    }
    Files.write(target.resolve("proxy.args"), arguments);
  }

  /** Starts the packaged proxy on a free port. Its environment is empty but for the settings. */
  private Process start(List<String> flags, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + target.resolve("proxy.jvmargs"));
    command.addAll(flags);
    command.addAll(List.of("-jar", target.resolve("proxy.jar").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.environment().putAll(Map.of("PORT", "0", "EXIT_ON_STDIN_EOF", "true"));
    return builder.start();
  }

  /** {@return the URL of a started proxy} Prints whatever else the proxy prints. */
  private static String awaitStart(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY_LINE.matcher(line);
      if (ready.matches()) {
        Thread.ofPlatform().daemon().start(() -> output.lines().forEach(AotTraining::print));
        return ready.group(1);
      }
      print(line);
    }
    throw new IllegalStateException("the proxy did not start");
  }

  /** Leaves out that the cache is missing: it is made here. */
  private static void print(String line) {
    if (!line.startsWith("The proxy runs without its AOT cache")) {
      System.out.println(line);
    }
  }

  private void train(URI url) throws Exception {
    awaitReady(url);
    for (int round = 0; round < ROUNDS; round++) {
      boolean stream = round % 4 > 0;
      for (String model : List.of(UPSTREAM_MODEL, "synthetic")) {
        sendAtOnce(chat(url, model, stream), CONCURRENCY);
        sendOnNewConnections(url, model, stream);
      }
      sendOthers(url);
    }
    for (int round = 0; round < MICRO_ROUNDS; round++) {
      sendAtOnce(get(url, "/micro/plain?bytes=64"), CONCURRENCY);
      sendAtOnce(get(url, "/micro/chunked?bytes=1024&chunks=4"), 1);
    }
  }

  /** The warm-up, which is trained too, has the processor to itself. */
  private void awaitReady(URI url) throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)
        && client.send(get(url, "/health/ready"), BodyHandlers.discarding()).statusCode() != 200) {
      Thread.sleep(20);
    }
  }

  private void sendOthers(URI url) throws IOException, InterruptedException {
    for (String path :
        List.of("/health", "/metrics", "/v1/models", "/", "/api/requests/0", "/nowhere")) {
      client.send(get(url, path), BodyHandlers.discarding());
    }
    client.send(post(url, "{"), BodyHandlers.discarding());
  }

  private void sendAtOnce(HttpRequest request, int count) {
    List<CompletableFuture<?>> responses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      responses.add(
          client
              .sendAsync(request, BodyHandlers.ofString())
              .thenAccept(response -> requireOk("HTTP/1.1 " + response.statusCode())));
    }
    responses.forEach(CompletableFuture::join);
  }

  /** The JDK's client would keep its connections. */
  private static void sendOnNewConnections(URI url, String model, boolean stream)
      throws IOException {
    String body = chatBody(model, stream);
    byte[] request =
        """
        POST /v1/chat/completions HTTP/1.1\r
        Host: %s\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s\
        """
            .formatted(url.getAuthority(), body.length(), body)
            .getBytes(StandardCharsets.US_ASCII);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < NEW_CONNECTIONS; i++) {
        Socket socket = new Socket(url.getHost(), url.getPort());
        sockets.add(socket);
        socket.getOutputStream().write(request);
      }
      for (Socket socket : sockets) {
        requireOk(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static HttpRequest get(URI url, String path) {
    return HttpRequest.newBuilder(url.resolve(path)).build();
  }

  private static HttpRequest chat(URI url, String model, boolean stream) {
    return post(url, chatBody(model, stream));
  }

  private static HttpRequest post(URI url, String body) {
    return HttpRequest.newBuilder(url.resolve("/v1/chat/completions"))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static String chatBody(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"frames\":20,\"delay_ms\":1,\"messages\":[]}"
        .formatted(model, stream);
  }

  private static void requireOk(String response) {
    if (!response.startsWith("HTTP/1.1 200")) {
      throw new IllegalStateException(response);
    }
  }
}
