package dev.firsttoken.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.gatling.GatlingCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {
  @Test
  void directoryOfTheBenchAndArchiveOfGatlingAreFound() throws Exception {
    for (Class<?> type : List.of(BenchRun.class, GatlingCode.member())) {
      assertThat(LoadedClasses.sourceOf(type))
          .isEqualTo(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
  }

  @Test
  void classesOfTheBenchAreFound() throws Exception {
    assertThat(
            LoadedClasses.names(LoadedClasses.sourceOf(BenchRun.class), List.of("dev/firsttoken/")))
        .contains(
            "dev.firsttoken.bench.run.BenchRun",
            "dev.firsttoken.bench.load.client.VirtualUser",
            "dev.firsttoken.bench.report.terminal.Footnotes")
        .noneMatch(name -> name.endsWith("package-info"));
  }

  @Test
  void classesOfGatlingThatRunOnEventLoopsAreFoundAndNoOthers() throws Exception {
    assertThat(
            LoadedClasses.names(LoadedClasses.sourceOf(GatlingCode.member()), GatlingCode.FOLDERS))
        .contains(
            "io.gatling.core.action.Exit",
            "io.gatling.core.session.GroupBlock",
            "io.gatling.core.stats.writer.DataWriterMessage$LoadEvent$Response")
        .noneMatch(name -> name.startsWith("io.gatling.core.config."));
  }
}
