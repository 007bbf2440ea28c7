package dev.firsttoken.bench.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFinderTest {
  private static final WrkLoad LOAD = new WrkLoad(2000, 30, 64, 2, 5);
  private static final URI URL = URI.create("http://127.0.0.1:8080/micro/plain?bytes=1024");

  @TempDir Path dir;

  private Map<String, String> path() {
    return Map.of("PATH", dir.toString());
  }

  private Path tool(WrkTool tool, String name) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(tool.label() + "-files"));
    StandIn standIn = StandIn.running(folder, tool, "exit 0");
    return Files.move(standIn.file(), dir.resolve(name));
  }

  @Test
  void wrk2ComesBeforeWrk() throws IOException {
    tool(WrkTool.WRK, "wrk");
    assertThat(ProgramFinder.find(null, path()).tool()).isEqualTo(WrkTool.WRK);
    tool(WrkTool.WRK2, "wrk2");

    WrkProgram program = ProgramFinder.find(null, path());

    assertThat(program.tool()).isEqualTo(WrkTool.WRK2);
    assertThat(program.file()).isEqualTo(dir.resolve("wrk2"));
    assertThat(program.version()).isEqualTo("4.1.0-recorded");
  }

  @Test
  void toolIsWhatItPrintsAndNotWhatItIsCalled() throws IOException {
    Path wrk2 = tool(WrkTool.WRK2, "wrk");

    WrkProgram program = ProgramFinder.find(wrk2.toString(), Map.of());

    assertThat(program.tool()).isEqualTo(WrkTool.WRK2);
    assertThat(program.command(LOAD, URL))
        .containsExactly(
            wrk2.toString(),
            "-t2",
            "-c64",
            "-d30s",
            "--timeout",
            "5s",
            "-R2000",
            "--u_latency",
            URL.toString());
  }

  @Test
  void wrkIsGivenNoRate() throws IOException {
    WrkProgram program = ProgramFinder.find(tool(WrkTool.WRK, "any").toString(), Map.of());

    assertThat(program.command(LOAD.withoutRate(), URL))
        .contains("--latency")
        .noneMatch(word -> word.startsWith("-R"));
  }

  @Test
  void missingProgramIsReportedWithTheWayToGetOne() {
    assertThatThrownBy(() -> ProgramFinder.find(null, path()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContainingAll(
            "neither wrk2 nor wrk is in PATH", "apt-get install wrk", "docs/wrk2.md");
    assertThatThrownBy(() -> ProgramFinder.find("/no/such/wrk", path()))
        .hasMessageStartingWith("--bin=/no/such/wrk: there is no such program");
    assertThatThrownBy(() -> ProgramFinder.find("", path()))
        .hasMessageStartingWith("--bin=: there is no such program");
  }

  @Test
  void anotherProgramIsReportedWithWhatItPrints() throws IOException {
    Path other = StandIn.program(dir.resolve("wrk"), "echo; echo 'ping 1.0 to the moon'");

    assertThatThrownBy(() -> ProgramFinder.find(null, path()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith(
            "%s is neither wrk2 nor wrk: with -v it prints \"ping 1.0 to the moon\"", other);
  }

  @Test
  void silentProgramIsReported() throws IOException {
    Path silent = StandIn.program(dir.resolve("silent"), "exit 0");

    assertThatThrownBy(() -> ProgramFinder.find(silent.toString(), path()))
        .hasMessageContaining("with -v it prints nothing");
  }
}
