package dev.firsttoken.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.wire.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive's bills of materials. A build that Maven runs offline makes none. */
class BillsOfMaterialsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path dir;
  private static Path home;

  @BeforeAll
  static void unpack() {
    home = Archive.built().unpack(dir);
    if (Files.notExists(home.resolve("sbom"))) {
      RequiredProgram.leaveOut(BillsOfMaterialsIT.class, "Maven made none, because it ran offline");
    }
  }

  private static JsonNode billOfMaterials(String part) throws IOException {
    return JSON.readTree(home.resolve("sbom/" + part + ".cdx.json").toFile());
  }

  private static List<String> components(String part) throws IOException {
    return billOfMaterials(part).path("components").findValuesAsText("name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "proxy", "pages"})
  void everyPartHasOneWithoutTheCharts(String part) throws IOException {
    JsonNode bom = billOfMaterials(part);

    assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bom.findValuesAsText("name")).noneMatch(Archive::isOfTheCharts);
  }

  @Test
  void benchAndProxyNameTheirLibraries() throws IOException {
    assertThat(components("bench")).contains("gatling-core", "HdrHistogram", "netty-server");
    assertThat(components("proxy"))
        .contains("micronaut-http-server-netty", "netty-codec-http", "wire");
  }

  @Test
  void pagesNameWhatIsInThemAndNoTools() throws IOException {
    List<String> packages = new ArrayList<>();
    JSON.readTree(Path.of("../frontend/package.json").toFile())
        .path("dependencies")
        .fieldNames()
        .forEachRemaining(packages::add);

    assertThat(packages).contains("react");
    assertThat(components("pages")).containsAll(packages).doesNotContain("vite", "vitest");
  }

  @Test
  void benchNamesEveryJar() throws IOException {
    List<String> jars = new ArrayList<>();
    for (JsonNode component : billOfMaterials("bench").path("components")) {
      jars.add(component.path("name").asText() + "-" + component.path("version").asText());
    }

    assertThat(Archive.files(home.resolve("lib")))
        .allMatch(file -> jars.stream().anyMatch(file::startsWith));
  }
}
