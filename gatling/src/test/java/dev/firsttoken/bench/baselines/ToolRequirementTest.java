package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolRequirementTest {
  @TempDir Path dir;

  private static ToolRequirement node() {
    return new ToolRequirement("node", ToolVersion.parse("20.19"), "--version");
  }

  private void installNode(String script) throws IOException {
    Path program = Files.writeString(dir.resolve("node"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void newEnoughToolReturnsWhatItPrints() throws IOException {
    installNode("[ \"$*\" = --version ] && echo v20.19.0");

    assertThat(node().check("express", "/none:" + dir)).isEqualTo("v20.19.0");
  }

  @Test
  void versionIsAskedForWithTheFlagOfTheTool() throws IOException {
    installNode("[ \"$*\" = -v ] && echo node version: node/20.19.1 >&2");
    ToolRequirement requirement = new ToolRequirement("node", ToolVersion.parse("20.19"), "-v");

    assertThat(requirement.check("express", dir.toString()))
        .isEqualTo("node version: node/20.19.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo v18.19.0 | node 18.19.0 is too old: express needs 20.19 or newer.",
        "echo hello | DIR/node --version shows no version: express needs 20.19 or newer.",
        "echo v20.20.2; exit 1"
            + " | DIR/node --version shows no version: express needs 20.19 or newer."
      })
  void oldOrBrokenToolIsOneSentence(String script, String message) throws IOException {
    installNode(script);

    assertThatThrownBy(() -> node().check("express", dir.toString()))
        .isInstanceOf(ToolMissingException.class)
        .hasMessage(message.replace("DIR", dir.toString()));
  }

  @Test
  void missingToolIsOneSentence() {
    assertThatThrownBy(() -> node().check("express", dir.toString()))
        .isInstanceOf(ToolMissingException.class)
        .hasMessage("node is not in PATH: express needs it, 20.19 or newer.");
    assertThatThrownBy(
            () -> new ToolRequirement("npm", null, "--version").check("express", dir.toString()))
        .hasMessage("npm is not in PATH: express needs it.");
    assertThatThrownBy(
            () -> new ToolRequirement("nginx", null, "-v").check("nginx", dir.toString()))
        .hasMessage("nginx is not in PATH.");
  }

  @Test
  void anyVersionWillDoWhereNoneIsGiven() throws IOException {
    installNode("exit 1");

    assertThat(new ToolRequirement("node", null, "--version").check("express", dir.toString()))
        .isEmpty();
  }
}
