import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Training run of the proxy's AOT cache, at build time: one packaged proxy relays to another, and
 * also generates responses itself. The JVM writes the cache when the trained proxy exits.
 *
 * <p>It is no part of the jar and runs from source: {@code java AotTraining.java proxy/target}.
 */
class AotTraining {
  private static final int ROUNDS = 40;
  private static final int CONCURRENCY = 25;
  private static final String UPSTREAM_MODEL = "m";
  private static final Pattern READY_LINE = Pattern.compile("First Token on (http://[^,]+),.*");

  private final Path target;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private AotTraining(Path target) {
    this.target = target;
  }

  /** Fails if a response is not 200, or if the trained proxy does not exit with status 0. */
  public static void main(String[] args) throws Exception {
    new AotTraining(Path.of(args[0])).run();
  }

  private void run() throws Exception {
    Process upstream = start(List.of(), Map.of("LLM_MODEL", "synthetic"));
    try {
      String baseUrl = awaitReady(upstream) + "/v1";
      Process trained =
          start(
              List.of(
                  "-XX:AOTCacheOutput=" + target.resolve("proxy.aot"), "-Xlog:aot*=off,cds*=off"),
              Map.of("LLM_BASE_URL", baseUrl, "LLM_MODEL", UPSTREAM_MODEL));
      try {
        train(awaitReady(trained));
        trained.getOutputStream().close();
        if (trained.waitFor() != 0) {
          throw new IllegalStateException("the trained proxy exited with " + trained.exitValue());
        }
      } finally {
        trained.destroyForcibly();
      }
    } finally {
      upstream.destroyForcibly();
    }
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
  private static String awaitReady(Process process) throws IOException {
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

  private static void print(String line) {
    System.out.println(line);
  }

  private void train(String url) throws IOException, InterruptedException {
    for (String path :
        List.of("/health", "/metrics", "/v1/models", "/", "/api/requests/0", "/nowhere")) {
      client.send(
          HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.discarding());
    }
    for (int round = 0; round < ROUNDS; round++) {
      boolean stream = round % 4 > 0;
      sendChats(url, UPSTREAM_MODEL, stream);
      sendChats(url, "synthetic", stream);
    }
  }

  private void sendChats(String url, String model, boolean stream) {
    String body =
        "{\"model\":\"%s\",\"stream\":%s,\"frames\":20,\"delay_ms\":1,\"messages\":[]}"
            .formatted(model, stream);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    List<CompletableFuture<?>> responses = new ArrayList<>();
    for (int i = 0; i < CONCURRENCY; i++) {
      responses.add(client.sendAsync(request, BodyHandlers.ofString()).thenAccept(this::requireOk));
    }
    responses.forEach(CompletableFuture::join);
  }

  private void requireOk(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
  }
}
