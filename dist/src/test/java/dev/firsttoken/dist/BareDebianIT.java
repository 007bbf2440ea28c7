package dev.firsttoken.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive where there is no JDK, Maven, Node or Python. */
@Tag("long")
class BareDebianIT {
  private static final long MAX_DEMO_SECONDS = 60;

  @TempDir Path dir;

  @Test
  void demoComparesBothServersInUnderAMinuteFromAReadOnlyFolder() throws Exception {
    BareDebian debian = BareDebian.installed(BareDebianIT.class);
    Files.copy(Archive.built().file(), dir.resolve("archive.tar.gz"));

    debian.run(
        dir,
        """
        for tool in java mvn node python3; do
          if command -v $tool; then exit 1; fi
        done
        tar -xzf /mnt/archive.tar.gz -C /opt
        mount -o remount,ro /opt
        cd /tmp
        start=$(date +%%s)
        /opt/%s/bench demo --json=demo.json --out=demo.html >/mnt/stdout 2>/mnt/stderr ||
          { cat /mnt/stderr >&2; exit 1; }
        echo $(($(date +%%s) - start)) >/mnt/seconds
        cp demo.json demo.html /mnt/
        """
            .formatted(Archive.name()));

    String err = Files.readString(dir.resolve("stderr"));
    JsonNode result = new ObjectMapper().readTree(dir.resolve("demo.json").toFile());
    List<String> measured = new ArrayList<>();
    result.path("targets").forEach(target -> measured.add(target.path("name").asText()));
    assertThat(measured).as(err).containsExactly("micronaut", "netty");
    assertThat(dir.resolve("demo.html")).content().contains("id=\"result\"");
    assertThat(err)
        .contains("Gatling's own HTML report is left out")
        .doesNotContain("without its AOT cache", "java.util.prefs");
    assertThat(Long.parseLong(Files.readString(dir.resolve("seconds")).strip()))
        .as("seconds of the demo")
        .isLessThan(MAX_DEMO_SECONDS);
  }
}
