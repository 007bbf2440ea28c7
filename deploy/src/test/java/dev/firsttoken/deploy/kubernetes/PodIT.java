package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.FreePort;
import dev.firsttoken.wire.testing.RequiredProgram;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy of this build, started as its pod is: with only what the manifest gives it. */
class PodIT {
  private static final String KEY = "key-of-a-test";
  private static final Pattern STARTED = Pattern.compile("(First Token on .*)\\n");
  private static final String STREAM =
      """
      {"model":"synthetic","stream":true,"frames":50,"delay_ms":100,
       "messages":[{"role":"user","content":"hi"}]}\
      """;

  /** The JVM exits with 128 and the number of the signal. */
  private static final int ENDED_BY_SIGTERM = 128 + 15;

  private final Manifests manifests =
      Kustomizer.build(Cluster.FOLDER.resolve("overlays/synthetic"));
  private final WorkloadResource proxy = manifests.workloads().getFirst();
  private final int port = FreePort.find();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path dir;

  @BeforeAll
  static void requireNamespaces() throws IOException, InterruptedException {
    RequiredProgram.assume("unshare", "util-linux", PodIT.class);
    RequiredProgram.assume("setpriv", "util-linux", PodIT.class);
    requireSuccess(
        "no mount namespace can be made: ", "unshare", "--mount", "mount", "--make-rprivate", "/");
    requireSuccess(
        "the user of the pod can't run this JVM: ",
        "setpriv",
        "--reuid=65532",
        "--regid=65532",
        "--clear-groups",
        PodProcess.JAVA,
        "-version");
  }

  private static void requireSuccess(String reason, String... command)
      throws IOException, InterruptedException {
    Process trial = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (trial.waitFor() != 0) {
      RequiredProgram.leaveOut(PodIT.class, reason + output.strip());
    }
  }

  /** Variables of the container. The port is a free one, because pods share no network here. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(Settings.of(manifests, proxy));
    environment.put("PROXY_API_KEY", KEY);
    environment.put("PORT", Integer.toString(port));
    return environment;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
        .timeout(Duration.ofSeconds(30));
  }

  /** Status of a probe, or 0 while nothing listens. */
  private int status(Probe probe) {
    try {
      return client
          .send(request(probe.getHttpGet().getPath()).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (ConnectException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOk(int status) {
    return status >= 200 && status < 400;
  }

  @Test
  void proxyRunsOnWhatThePodHasAndCompletesItsStreamsAtTheEnd() throws Exception {
    try (PodProcess pod = PodProcess.start(dir, proxy, environment())) {
      pod.await("startup", () -> isOk(status(proxy.container().getStartupProbe())));
      pod.await("readiness", () -> isOk(status(proxy.container().getReadinessProbe())));
      assertThat(status(proxy.container().getLivenessProbe())).isEqualTo(200);
      assertThat(pod.awaitErr(STARTED))
          .startsWith("First Token on http://0.0.0.0:")
          .contains("serving synthetic responses")
          .endsWith("transport epoll");
      assertThat(pod.err())
          .contains("Picked up JDK_JAVA_OPTIONS: -XX:ActiveProcessorCount=2")
          .doesNotContain("without its AOT cache", "WARN", "ERROR");
      assertThat(metrics())
          .as("what the autoscaler reads, before the first request")
          .containsPattern("(?m)^chat_in_flight\\{.*model=\"synthetic\".*} 0");

      List<String> rest = endWhileAStreamRuns(pod);

      assertThat(rest).hasSizeGreaterThan(50).contains("data: [DONE]");
      assertThat(pod.exitStatus()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(pod.err()).contains("waiting up to 300 s for 1 request");
    }
  }

  private String metrics() throws IOException, InterruptedException {
    HttpRequest request = request("/metrics").header("Authorization", "Bearer " + KEY).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private HttpResponse<InputStream> stream() throws IOException, InterruptedException {
    HttpRequest request =
        request("/v1/chat/completions")
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(STREAM))
            .build();
    return client.send(request, BodyHandlers.ofInputStream());
  }

  private List<String> endWhileAStreamRuns(PodProcess pod)
      throws IOException, InterruptedException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream().body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith("data: ");
      pod.signal("TERM");
      return lines.lines().toList();
    }
  }

  @Test
  void proxyWithoutTheKeyOfTheSecretDoesNotStart() {
    Map<String, String> environment = environment();
    environment.remove("PROXY_API_KEY");

    try (PodProcess pod = PodProcess.start(dir, proxy, environment)) {
      assertThat(pod.exitStatus()).isEqualTo(2);
      assertThat(pod.err()).contains("Set PROXY_API_KEY");
    }
  }

  /** Nothing else may be written to: without the volume, Netty can't unpack its native library. */
  @Test
  void proxyNeedsItsVolume() {
    proxy.container().setVolumeMounts(List.of());

    try (PodProcess pod = PodProcess.start(dir, proxy, environment())) {
      assertThat(pod.awaitErr(STARTED)).endsWith("transport nio");
    }
  }
}
