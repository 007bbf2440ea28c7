package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.baselines.BaselineSpec.PrepareSpec;
import dev.firsttoken.bench.baselines.BaselineSpec.StartSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {
  private static final String COMPLETE =
      """
      {
        "name": "express",
        "port": 8081,
        "modes": ["synthetic"],
        "needs": [
          {"command": "node", "version": "20.19", "version_flag": "-v"},
          {"command": "npm"}
        ],
        "lock": "package-lock.json",
        "prepare": [["npm", "ci", "--prefix", "{prepared}"]],
        "start": ["node", "{folder}/main.js"],
        "environment": {"PORT": "{port}"},
        "health": "/health",
        "start_timeout_s": 5
      }
      """;

  @TempDir Path dir;
  private Path folder;

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createDirectory(dir.resolve("express"));
    Files.createFile(folder.resolve("package-lock.json"));
  }

  private BaselineSpec read(String json) throws IOException {
    Files.writeString(folder.resolve("target.json"), json);
    return SpecReader.read(folder);
  }

  @Test
  void everyFieldIsRead() throws IOException {
    assertThat(read(COMPLETE))
        .isEqualTo(
            new BaselineSpec(
                "express",
                8081,
                Set.of(ServerMode.SYNTHETIC),
                List.of(
                    new ToolRequirement("node", new ToolVersion(List.of(20, 19)), "-v"),
                    new ToolRequirement("npm", null, "--version")),
                new PrepareSpec(
                    List.of("package-lock.json"),
                    List.of(List.of("npm", "ci", "--prefix", "{prepared}"))),
                new StartSpec(
                    List.of("node", "{folder}/main.js"),
                    Map.of("PORT", "{port}"),
                    "/health",
                    Duration.ofSeconds(5))));
  }

  @Test
  void threeFieldsAreEnough() throws IOException {
    assertThat(read("{\"name\":\"express\",\"port\":1,\"start\":[\"serve\"]}"))
        .isEqualTo(
            new BaselineSpec(
                "express",
                1,
                Set.of(ServerMode.SYNTHETIC),
                List.of(),
                new PrepareSpec(List.of(), List.of()),
                new StartSpec(List.of("serve"), Map.of(), "/health", Duration.ofSeconds(30))));
  }

  @Test
  void relayCanUseItsUpstream() throws IOException {
    BaselineSpec spec =
        read(
            COMPLETE
                .replace("[\"synthetic\"]", "[\"relay\", \"synthetic\"]")
                .replace("{port}", "{upstream} {upstream_host} {upstream_port}"));

    assertThat(spec.modes()).containsExactlyInAnyOrder(ServerMode.SYNTHETIC, ServerMode.RELAY);
    assertThat(spec.start().environment())
        .containsEntry("PORT", "{upstream} {upstream_host} {upstream_port}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\": \"express\", | `` | name is missing",
        "\"express\" | \"expres\""
            + " | name must be the name of its folder, \"express\", not \"expres\"",
        "8081 | \"8081\" | port must be a whole number from 1 to 65,535, not \"8081\"",
        "8081 | 0 | port must be a whole number from 1 to 65,535, not 0",
        "8081 | 8081.5 | port must be a whole number from 1 to 65,535, not 8081.5",
        "\"version\": | \"versoin\":"
            + " | unknown field needs.versoin; the fields are command, version, version_flag",
        "\"version_flag\": \"-v\" | \"version_flag\": 1"
            + " | needs.version_flag must be a string that is not empty, not 1",
        "[\"synthetic\"] | []"
            + " | modes must be a list of \"synthetic\", \"relay\" or both, not []",
        "[\"synthetic\"] | [\"relay\", \"proxy\"]"
            + " | modes must be a list of \"synthetic\", \"relay\" or both, not"
            + " [\"relay\",\"proxy\"]",
        "[\"synthetic\"] | \"relay\" | modes must be a list, not \"relay\"",
        "\"{port}\" | \"{upstream}\""
            + " | environment can't use {upstream}, only {folder}, {prepared}, {port}, {java}, not"
            + " {\"PORT\":\"{upstream}\"}",
        "\"command\": \"node\", | `` | needs.command is missing",
        "\"20.19\" | \"20.x\" | needs.version must be a version like \"20.19\", not \"20.x\"",
        "{\"command\": \"npm\"} | \"npm\" | needs must be an object, not \"npm\"",
        "\"package-lock.json\" | \"lock.json\" | lock must name files in FOLDER, not \"lock.json\"",
        "\"package-lock.json\" | [1] | lock must be a string or a list of strings, not [1]",
        "[[\"npm\", \"ci\", \"--prefix\", \"{prepared}\"]] | [\"npm\"]"
            + " | prepare must hold each command as a list of words, not [\"npm\"]",
        "[[\"npm\", \"ci\", \"--prefix\", \"{prepared}\"]] | [[]]"
            + " | prepare must hold each command as a list of words, not [[]]",
        "\"{prepared}\" | \"{port}\""
            + " | prepare can't use {port}, only {folder}, {prepared}, not"
            + " [[\"npm\",\"ci\",\"--prefix\",\"{port}\"]]",
        "\"node\", \"{folder}/main.js\" | \"node\", 1"
            + " | start must hold words of commands as strings, not [\"node\",1]",
        "\"start\": [\"node\", \"{folder}/main.js\"], | `` | start is missing",
        "{\"PORT\": \"{port}\"} | {\"PORT\": 8081}"
            + " | environment must have a string for PORT, not {\"PORT\":8081}",
        "{\"PORT\": \"{port}\"} | [] | environment must be an object, not []",
        "\"{port}\" | \"{prot}\""
            + " | environment can't use {prot}, only {folder}, {prepared}, {port}, {java}, not"
            + " {\"PORT\":\"{prot}\"}",
        "\"/health\" | \"health\""
            + " | health must be a path that starts with a slash, not \"health\"",
        "\"start_timeout_s\": 5 | \"start_timeout_s\": 601"
            + " | start_timeout_s must be a whole number from 1 to 600, not 601",
        "\"start_timeout_s\" | \"timeout\" | unknown field timeout; the fields are name, port,"
            + " modes, needs, lock, prepare, start, environment, health, start_timeout_s"
      })
  void wrongFieldIsOneSentenceThatNamesFileAndField(
      String part, String replacement, String message) {
    assertThat(COMPLETE).contains(part);

    assertThatThrownBy(() -> read(COMPLETE.replace(part, replacement)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            folder.resolve("target.json") + ": " + message.replace("FOLDER", folder.toString()));
  }

  @Test
  void fileThatIsNoJsonIsOneSentence() {
    assertThatThrownBy(() -> read("{\"name\": \"express\",\n  port}"))
        .hasMessage(folder.resolve("target.json") + ": invalid JSON at line 2, column 3");
    assertThatThrownBy(() -> read(""))
        .hasMessage(folder.resolve("target.json") + " is empty: it must hold a JSON object");
    assertThatThrownBy(() -> read("[]"))
        .hasMessage(folder.resolve("target.json") + ": must be an object, not []");
    assertThatThrownBy(() -> read(COMPLETE.replace("\"lock\"", "\"name\"")))
        .hasMessage(folder.resolve("target.json") + ": invalid JSON at line 9, column 9");
    assertThatThrownBy(() -> SpecReader.read(dir))
        .hasMessage(
            "%s can't be read: there is no %s"
                .formatted(dir.resolve("target.json"), dir.resolve("target.json")));
  }
}
