package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.testing.TestBaseline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinesTest {
  @TempDir Path dir;

  @Test
  void namesOfAModeAreThoseThatCanDoIt() throws IOException {
    TestBaseline.add(dir, "second", "plain");
    TestBaseline.add(dir, "first", "plain").with("modes", List.of("relay", "synthetic"));
    TestBaseline.add(dir, "third", "plain").with("modes", List.of("relay"));
    Baselines baselines = new Baselines(dir);

    assertThat(baselines.names()).containsExactly("first", "second", "third");
    assertThat(baselines.names(ServerMode.SYNTHETIC)).containsExactly("first", "second");
    assertThat(baselines.names(ServerMode.RELAY)).containsExactly("first", "third");
  }

  /** So that it is named among the servers, and its start can say what is wrong. */
  @Test
  void invalidDescriptionCountsAsSynthetic() throws IOException {
    TestBaseline.add(dir, "first", "plain").with("modes", "relay");
    TestBaseline.add(dir, "second", "plain");
    Baselines baselines = new Baselines(dir);

    assertThat(baselines.names(ServerMode.SYNTHETIC)).containsExactly("first", "second");
    assertThat(baselines.names(ServerMode.RELAY)).isEmpty();
    assertThatThrownBy(() -> baselines.get("first"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(dir.resolve("first/target.json") + ": modes must be a list, not \"relay\"");
  }
}
