package dev.firsttoken.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.dashboards.prometheus.PrometheusApi;
import dev.firsttoken.wire.testing.BenchCommand;
import dev.firsttoken.wire.testing.RequiredProgram;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code ./bench watch} on the real proxy. */
class WatchIT {
  private static final int TIMEOUT_SECONDS = 60;
  private static final Pattern UP = Pattern.compile("Prometheus is up at (http://\\S+)");

  @TempDir Path dir;

  private BenchCommand watch(URI url, String... more) {
    RequiredProgram.assume("prometheus", "prometheus", WatchIT.class);
    List<String> flags =
        Stream.concat(
                List.of("watch", "--base-url=" + url, "--interval=1").stream(),
                List.of(more).stream())
            .toList();
    return BenchCommand.start(dir, flags.toArray(String[]::new));
  }

  private static void awaitScrape(BenchCommand bench, PrometheusApi api) {
    bench.await("the proxy is scraped", () -> api.value("sum(up)") == 1);
    assertThat(api.value("count(chat_in_flight{job=\"first-token\"})")).isPositive();
  }

  /** The folder of configuration and data, as the command line of Prometheus has it. */
  private static Path folder(ProcessHandle prometheus) {
    return List.of(prometheus.info().arguments().orElseThrow()).stream()
        .filter(argument -> argument.startsWith("--config.file="))
        .map(argument -> Path.of(argument.substring("--config.file=".length())).getParent())
        .findFirst()
        .orElseThrow();
  }

  private static ProcessHandle prometheus(BenchCommand bench) {
    return bench.descendants().stream()
        .filter(process -> process.info().command().orElse("").endsWith("/prometheus"))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitDeletion(Path folder) throws IOException, InterruptedException {
    try (WatchService deletions = folder.getFileSystem().newWatchService()) {
      requireNonNull(folder.getParent()).register(deletions, StandardWatchEventKinds.ENTRY_DELETE);
      while (Files.exists(folder)) {
        WatchKey key = deletions.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(key).as("deletion of " + folder).isNotNull();
        key.pollEvents();
        key.reset();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "KILL, 137"})
  void watchScrapesTheProxyUntilASignalAndLeavesNothingBehind(String signal, int status)
      throws Exception {
    try (ProxyProcess proxy = ProxyProcess.start();
        BenchCommand bench = watch(proxy.url())) {
      PrometheusApi api = new PrometheusApi(URI.create(bench.awaitErr(UP)));
      awaitScrape(bench, api);
      assertThat(bench.err()).contains("graphs: " + api.origin() + "/graph?g0.expr=");
      assertThat(bench.json().path("prometheus").asText()).isEqualTo(api.origin().toString());
      ProcessHandle prometheus = prometheus(bench);
      Path folder = folder(prometheus);
      assertThat(folder.resolve("data")).isDirectory();

      bench.signal(signal);

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(status);
      prometheus.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      awaitDeletion(folder);
    }
  }

  @Test
  void watchGivesTheKeyToPrometheusAndNotToItsCommandLine() {
    try (ProxyProcess proxy = ProxyProcess.start(Map.of("PROXY_API_KEY", "sk-secret"), List.of())) {
      try (BenchCommand bench = watch(proxy.url())) {
        assertThat(bench.exitStatus()).isEqualTo(1);
        assertThat(bench.err()).contains("status 401; give the server's key by --api-key");
      }
      try (BenchCommand bench = watch(proxy.url(), "--api-key=sk-other")) {
        assertThat(bench.exitStatus()).isEqualTo(1);
        assertThat(bench.err()).contains("status 401; the server refused the key of --api-key");
      }
      try (BenchCommand bench = watch(proxy.url(), "--api-key=sk-secret")) {
        awaitScrape(bench, new PrometheusApi(URI.create(bench.awaitErr(UP))));
        assertThat(prometheus(bench).info().commandLine().orElse("")).doesNotContain("sk-secret");
        assertThat(bench.err()).doesNotContain("sk-secret");
      }
    }
  }

  @Test
  void serverWithoutMetricsIsNamed() {
    try (ScriptedServer server =
            ScriptedServer.responding(
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
        BenchCommand bench = watch(URI.create(server.baseUrl()))) {
      assertThat(bench.exitStatus()).isEqualTo(1);
      assertThat(bench.err())
          .contains(
              "no metrics from %s/metrics: status 404; name the path of the server's metrics by --scrape"
                  .formatted(server.baseUrl()));
    }
  }

  /** As a service manager ends a session: the signal reaches the launcher's whole process group. */
  @Test
  void signalToTheProcessGroupIsNoFailure() throws Exception {
    RequiredProgram.assume("prometheus", "prometheus", WatchIT.class);
    try (ProxyProcess proxy = ProxyProcess.start();
        BenchCommand bench =
            BenchCommand.startInSession(
                dir, "watch", "--base-url=" + proxy.url(), "--interval=1")) {
      bench.awaitErr(UP);
      ProcessHandle prometheus = prometheus(bench);

      bench.signalGroup("TERM");

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(143);
      prometheus.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(bench.err()).doesNotContain("ended by signal", "ended with exit status");
    }
  }

  @Test
  void nobodyListeningIsUnreachable() {
    URI unused = LocalPort.findFree().origin();
    try (BenchCommand bench = watch(unused)) {
      assertThat(bench.exitStatus()).isEqualTo(3);
      assertThat(bench.err()).contains("can't reach " + unused);
    }
  }

  @Test
  void takenPortIsNamedWithItsOwner() throws IOException {
    try (ProxyProcess proxy = ProxyProcess.start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        BenchCommand bench = watch(proxy.url(), "--port=" + taken.getLocalPort())) {
      assertThat(bench.exitStatus()).isEqualTo(1);
      assertThat(bench.err())
          .contains("prometheus can't start: port " + taken.getLocalPort() + " is taken by java");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--port=0, --port=0: must be a whole number from 1 to 65\\,535",
    "--interval=61, --interval=61: must be a whole number from 1 to 60",
    "--scrape=off, --scrape: must be a path or a URL",
  })
  void wrongFlagIsNamed(String flag, String message) {
    try (BenchCommand bench = BenchCommand.start(dir, "watch", flag)) {
      assertThat(bench.exitStatus()).isEqualTo(2);
      assertThat(bench.err()).contains(message.replace("\\", ""));
    }
  }

  /** PATH has what the launcher needs, and no Prometheus. */
  @Test
  void withoutPrometheusWatchSaysHowToGetIt() throws IOException {
    Path programs = Files.createDirectories(Path.of("target", "programs").toAbsolutePath());
    for (Path folder : List.of(Path.of("/usr/bin"), Path.of("/bin"))) {
      try (var files = Files.list(folder)) {
        for (Path file : files.filter(each -> !each.endsWith("prometheus")).toList()) {
          Path link = programs.resolve(file.getFileName());
          if (Files.notExists(link, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(link, file);
          }
        }
      }
    }
    try (ProxyProcess proxy = ProxyProcess.start();
        BenchCommand bench =
            BenchCommand.startWithPath(
                programs.toString(), dir, "watch", "--base-url=" + proxy.url())) {
      assertThat(bench.exitStatus()).isEqualTo(1);
      assertThat(bench.err())
          .contains("prometheus is not in PATH", "apt-get install prometheus", "prometheus.io");
    }
  }
}
