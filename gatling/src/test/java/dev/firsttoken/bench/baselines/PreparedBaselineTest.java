package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.testing.TestBaseline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    PreparedBaseline prepared =
        new PreparedBaseline(
            SpecReader.read(baseline.folder()), baseline.folder(), dir, dir.resolve("logs"));
    return prepared.start(port, Map.of(), progress -> {});
  }

  @Test
  void logOnAFreePortIsDeletedOnceItsServerIsStopped() {
    RunningBaseline running = start(LocalPort.findFree());
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
    RunningBaseline running = start(LocalPort.findFree());
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
}
