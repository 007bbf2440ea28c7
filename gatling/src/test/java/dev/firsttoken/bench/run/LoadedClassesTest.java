package dev.firsttoken.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {

  @Test
  void classesOfTheBenchAreFound() throws Exception {
    Path source =
        Path.of(BenchRun.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(LoadedClasses.names(source))
        .contains(
            "dev.firsttoken.bench.run.BenchRun",
            "dev.firsttoken.bench.load.client.VirtualUser",
            "dev.firsttoken.bench.report.terminal.Footnotes")
        .noneMatch(name -> name.endsWith("package-info"));
  }
}
