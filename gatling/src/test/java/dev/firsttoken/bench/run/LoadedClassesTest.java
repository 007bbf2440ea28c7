package dev.firsttoken.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.gatling.GatlingCode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {
  private static Path sourceOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void classesOfTheBenchAreFound() throws Exception {
    assertThat(LoadedClasses.names(sourceOf(BenchRun.class), List.of("dev/firsttoken/")))
        .contains(
            "dev.firsttoken.bench.run.BenchRun",
            "dev.firsttoken.bench.load.client.VirtualUser",
            "dev.firsttoken.bench.report.terminal.Footnotes")
        .noneMatch(name -> name.endsWith("package-info"));
  }

  @Test
  void classesOfGatlingThatRunOnEventLoopsAreFoundAndNoOthers() throws Exception {
    assertThat(LoadedClasses.names(sourceOf(GatlingCode.member()), GatlingCode.FOLDERS))
        .contains(
            "io.gatling.core.action.Exit",
            "io.gatling.core.session.GroupBlock",
            "io.gatling.core.stats.writer.DataWriterMessage$LoadEvent$Response")
        .noneMatch(name -> name.startsWith("io.gatling.core.config."));
  }
}
