package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFolderTest {
  @TempDir Path dir;
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

  /** Both benches say what they do once it takes long. */
  private final CountDownLatch reported = new CountDownLatch(2);

  private void report(String line) {
    progress.add(line);
    reported.countDown();
  }

  private PreparedFolder folder(String... inputs) {
    return PreparedFolder.of("express", dir.resolve("cache"), List.of(inputs));
  }

  private void prepare(PreparedFolder folder, String script) {
    folder.prepare(
        List.of(List.of("sh", "-c", script, folder.path().toString())), dir, this::report);
  }

  private List<String> runs() throws IOException {
    return Files.readAllLines(dir.resolve("runs"));
  }

  @Test
  void commandsRunOnceForTheSameInputs() throws IOException {
    prepare(folder("lock", "v20"), "echo run >>runs; echo made >\"$0/file\"");
    prepare(folder("lock", "v20"), "echo run >>runs");

    assertThat(runs()).hasSize(1);
    assertThat(folder("lock", "v20").path().resolve("file")).hasContent("made");
    assertThat(progress).isEmpty();
  }

  @Test
  void otherInputsHaveAnotherFolder() {
    assertThat(folder("lock", "v20").path())
        .isNotEqualTo(folder("lock", "v21").path())
        .isNotEqualTo(folder("lockv20", "").path());
    assertThat(folder("lock", "v20").path().getParent()).isEqualTo(dir.resolve("cache"));
    assertThat(folder("lock", "v20").path().getFileName().toString())
        .matches("express-[0-9a-f]{16}");
  }

  @Test
  void failedCommandShowsTheEndOfItsOutput() {
    PreparedFolder folder = folder("lock");

    assertThatThrownBy(
            () -> prepare(folder, "echo resolving; echo '\033[31mno network' >&2; exit 9"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("express could not be prepared: sh -c echo resolving;")
        .hasMessageEndingWith(
            "ended with exit status 9. The last lines of its log %s.log:\n  resolving\n  ?[31mno network"
                .formatted(folder.path()));
  }

  @Test
  void nextAttemptAfterAFailureStartsOver() throws IOException {
    PreparedFolder folder = folder("lock");
    assertThatThrownBy(() -> prepare(folder, "echo half >\"$0/half\"; exit 1"))
        .isInstanceOf(IllegalStateException.class);

    prepare(folder, "echo run >>runs; ls \"$0\" >found");

    assertThat(runs()).hasSize(1);
    assertThat(dir.resolve("found")).isEmptyFile();
  }

  @Test
  void secondBenchWaitsForTheFirst() throws Exception {
    String script = "echo run >>runs; while [ ! -e go ]; do sleep 0.01; done; echo end >>runs";
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int bench = 0; bench < 2; bench++) {
        ends.add(threads.submit(() -> prepare(folder("lock"), script)));
      }
      reported.await();
      Files.createFile(dir.resolve("go"));
      for (Future<?> end : ends) {
        end.get();
      }
    }

    assertThat(runs()).containsExactly("run", "end");
    assertThat(progress)
        .anyMatch(line -> line.matches("preparing express: sh -c .* \\(\\d+ s so far\\)"))
        .anyMatch(
            line -> line.matches("waiting for another bench that prepares express \\(\\d+ s.*"));
  }

  @Test
  void commandThatIsNotInPathIsNamed() {
    PreparedFolder folder = folder("lock");

    assertThatThrownBy(() -> folder.prepare(List.of(List.of("no-such-command")), dir, this::report))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("express could not be prepared: the command no-such-command is not in PATH");
  }

  @Test
  void cacheThatCannotBeWrittenNamesTheVariablesThatMoveIt() throws IOException {
    Files.createFile(dir.resolve("cache"));

    assertThatThrownBy(() -> prepare(folder("lock"), "true"))
        .hasMessageStartingWith(
            "the cache folder %s can't be written: ".formatted(dir.resolve("cache")))
        .hasMessageEndingWith("Set XDG_CACHE_HOME or HOME to a folder that can be written");
  }

  @Test
  void commandsHaveNoInput() {
    prepare(folder("lock"), "! read -r line");
  }
}
