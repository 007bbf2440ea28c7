package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.testing.TestBaseline;
import dev.firsttoken.wire.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real servers, whose logs are in a folder of the test. */
class PreparedBaselineTest {
  private static final int TIMEOUT_SECONDS = 30;

  @TempDir Path dir;
  private TestBaseline baseline;

  @BeforeEach
  void addBaseline() throws IOException {
    baseline = TestBaseline.add(dir, "first", "plain");
  }

  private RunningBaseline start(LocalPort port) {
    return start(port, StartSettings.NONE);
  }

  private RunningBaseline start(LocalPort port, StartSettings settings) {
    PreparedBaseline prepared =
        new PreparedBaseline(
            SpecReader.read(baseline.folder()),
            baseline.folder(),
            dir,
            new LogFolder(dir.resolve("logs")));
    return prepared.start(port, settings, progress -> {});
  }

  @Test
  void logOnAFreePortIsDeletedOnceItsServerIsStopped() {
    RunningBaseline running = start(new LocalPort(FreePort.find()));
    assertThat(running.log()).exists();

    running.close();

    assertThat(running.log()).doesNotExist();
  }

  @Test
  void logOnTheOwnPortStays() {
    RunningBaseline running = start(baseline.port());

    running.close();

    assertThat(running.log()).exists();
  }

  @Test
  void logOfAServerThatEndedByItselfStays() throws Exception {
    RunningBaseline running = start(new LocalPort(FreePort.find()));
    ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly();
    running.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);

    running.close();

    assertThat(running.log()).exists();
  }

  @Test
  void javaIsThatOfTheBench() throws IOException {
    baseline.with("start", List.of("sh", "-c", "echo \"$0\"; exit 1", "{java}"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    assertThatThrownBy(() -> start(baseline.port())).hasMessageContaining(java);
  }

  @Test
  void commandThatIsNotInPathIsNamed() throws IOException {
    baseline.with("start", List.of("no-such-command"));

    assertThatThrownBy(() -> start(baseline.port()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first can't start: the command no-such-command is not in PATH");
  }

  @Test
  void prefixThatIsNotInPathIsNamed() {
    StartSettings settings = new StartSettings(Map.of(), null, List.of("no-such-prefix", "-c"));

    assertThatThrownBy(() -> start(baseline.port(), settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first can't start: the command no-such-prefix is not in PATH");
  }

  @Test
  void serverOfDebianIsFoundOutsideThePathOfAUser() {
    assertThat(InheritedVariables.copy().get("PATH")).endsWith(":/usr/sbin");
  }

  @Test
  void commandFollowsItsPrefixAndVariablesOfTheStartComeLast() throws IOException {
    baseline.printing("$FIRST, $SECOND");
    baseline.with("environment", Map.of("FIRST", "of the file", "SECOND", "of the file"));
    Map<String, String> environment = Map.of("SECOND", "of the start");
    List<String> prefix = List.of("env", "FIRST=of the prefix");

    try (RunningBaseline running =
        start(baseline.port(), new StartSettings(environment, null, prefix))) {
      assertThat(running.log()).content().startsWith("of the prefix, of the start\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9000, http://127.0.0.1:9000 127.0.0.1 9000",
    "http://127.0.0.1:9000/, http://127.0.0.1:9000 127.0.0.1 9000",
    "http://localhost/v1, http://localhost localhost 80",
    "http://[::1]:9000, http://[::1]:9000 [::1] 9000",
  })
  void relayIsToldItsUpstream(URI upstream, String printed) throws IOException {
    baseline.with("modes", List.of("relay"));
    baseline.printing("{upstream} $UPSTREAM");
    baseline.with("environment", Map.of("UPSTREAM", "{upstream_host} {upstream_port}"));

    try (RunningBaseline running =
        start(baseline.port(), new StartSettings(Map.of(), upstream, List.of()))) {
      assertThat(running.log()).content().startsWith(printed + "\n");
    }
  }

  @Test
  void serverOfBothModesStartsWithoutAnUpstream() throws IOException {
    baseline.with("modes", List.of("synthetic", "relay"));
    baseline.printing("upstream: ({upstream})");

    try (RunningBaseline running = start(baseline.port())) {
      assertThat(running.log()).content().startsWith("upstream: ()\n");
    }
  }

  @Test
  void upstreamHasNoTls() {
    URI upstream = URI.create("https://127.0.0.1:9000");

    assertThatThrownBy(() -> new StartSettings(Map.of(), upstream, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the upstream must have an http URL, because no relay here uses TLS, not "
                + "https://127.0.0.1:9000");
  }

  @Test
  void upstreamIsForRelaysAlone() throws IOException {
    StartSettings settings =
        new StartSettings(Map.of(), URI.create("http://127.0.0.1:9000"), List.of());
    assertThatThrownBy(() -> start(baseline.port(), settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first relays nothing: start it without an upstream");

    baseline.with("modes", List.of("relay"));
    assertThatThrownBy(() -> start(baseline.port()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first only relays: start it with the URL of its upstream");
  }
}
