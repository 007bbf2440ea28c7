package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  @Test
  void everyPlaceholderIsReplacedAndAllElseStays() {
    Placeholders placeholders = new Placeholders(Map.of("port", "8081", "folder", "/a $1\\b"));

    assertThat(placeholders.fill(List.of("--port={port}", "{folder}/{port}", "{\"a\": 1}", "${X}")))
        .containsExactly("--port=8081", "/a $1\\b/8081", "{\"a\": 1}", "${X}");
  }

  @Test
  void firstUnknownPlaceholderIsFound() {
    assertThat(Placeholders.findUnknown("{port} {prot} {x}", Set.of("port"))).isEqualTo("prot");
    assertThat(Placeholders.findUnknown("{port} {\"a\": 1}", Set.of("port"))).isNull();
  }
}
