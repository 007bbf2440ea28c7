package dev.firsttoken.bench.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.value.ComparedTarget;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrkOptionsTest {
  @TempDir Path dir;

  private static WrkOptions options(Map<String, String> environment, String... flags) {
    Map<WrkSetting, String> given = new EnumMap<>(WrkSetting.class);
    for (String flag : flags) {
      String name = flag.replaceFirst("--(.*?)=.*", "$1");
      WrkSetting key =
          Arrays.stream(WrkSetting.values())
              .filter(setting -> setting.flag().equals(name))
              .findFirst()
              .orElseThrow();
      given.put(key, flag.substring(flag.indexOf('=') + 1));
    }
    return WrkOptions.from(given, environment);
  }

  @Test
  void defaultsAreThoseOfThePlainEndpoint() {
    WrkOptions options = options(Map.of());

    assertThat(options.bin()).isNull();
    assertThat(options.url()).isEqualTo(URI.create("http://127.0.0.1:8080/micro/plain?bytes=1024"));
    assertThat(options.load()).isEqualTo(new WrkLoad(5000, 30, 128, 4, 2));
    assertThat(options.rateName()).isNull();
    assertThat(options.targets()).isEmpty();
    assertThat(options.rounds()).isOne();
    assertThat(options.warmupSeconds()).isZero();
  }

  @Test
  void everyVariableIsRead() {
    WrkOptions options =
        options(
            Map.of(
                "WRK_BIN", "/opt/wrk2",
                "WRK_URL", "http://h:1/x",
                "WRK_RATE", "100",
                "WRK_DURATION", "2m",
                "WRK_CONNECTIONS", "10",
                "WRK_THREADS", "2",
                "WRK_TIMEOUT", "1h"));

    assertThat(options.bin()).isEqualTo("/opt/wrk2");
    assertThat(options.url()).isEqualTo(URI.create("http://h:1/x"));
    assertThat(options.load()).isEqualTo(new WrkLoad(100, 120, 10, 2, 3600));
    assertThat(options.rateName()).isEqualTo("WRK_RATE");
  }

  @Test
  void flagWinsOverItsVariable() {
    WrkOptions options = options(Map.of("WRK_RATE", "x", "WRK_DURATION", " "), "--rate=7");

    assertThat(options.load().rate()).isEqualTo(7);
    assertThat(options.rateName()).isEqualTo("--rate");
    assertThat(options.load().durationSeconds()).isEqualTo(30);
  }

  @Test
  void threadsAreNeverMoreThanConnections() {
    assertThat(options(Map.of(), "--connections=3").load().threads()).isEqualTo(3);
    WrkLoad uneven = options(Map.of(), "--connections=50").load();
    assertThat(uneven.threads()).isEqualTo(4);
    assertThat(uneven.openedConnections()).isEqualTo(48);
  }

  @Test
  void targetsAreThoseOfCompareAndWarmUp() {
    WrkOptions options =
        options(Map.of(), "--targets=express,mine=http://localhost:9/v1", "--reference=mine");

    assertThat(options.targets())
        .extracting(ComparedTarget::name)
        .containsExactly("express", "mine");
    assertThat(options.reference()).isEqualTo("mine");
    assertThat(options.warmupSeconds()).isEqualTo(3);
    assertThat(options(Map.of(), "--targets=express", "--warmup=0s").warmupSeconds()).isZero();
  }

  @Test
  void recordedOptionsKeepTheOrderOfTheHelp() {
    assertThat(options(Map.of(), "--targets=express").recorded().keySet())
        .containsExactly(
            "url", "rate", "duration", "connections", "threads", "timeout", "targets", "rounds");
  }

  @Test
  void secretOfATargetIsNotRecorded() {
    WrkOptions options = options(Map.of(), "--targets=a=express:TOKEN=secret:SYN_SPIN_US=1");

    assertThat(options.recorded().get("targets"))
        .isEqualTo("a=express:TOKEN=(given):SYN_SPIN_US=1");
  }

  @Test
  void dashIsStandardOutputAndNoFile() {
    assertThat(options(Map.of(), "--json=-").output().json()).isNull();
    assertThat(options(Map.of(), "--json=" + dir.resolve("x.json")).output().json())
        .isEqualTo(dir.resolve("x.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate=0 | --rate=0: must be a whole number from 1 to 1,000,000",
        "--rate=-5 | --rate=-5: must be a whole number",
        "--rate=1.5 | --rate=1.5: must be",
        "--rate=99999999999 | must be a whole number",
        "--connections=0 | --connections=0: must be a whole number from 1 to 10,000",
        "--threads=none | --threads=none: must be",
        "--duration=0s | --duration=0s: must be whole seconds from 1s to 24h",
        "--duration=500ms | --duration=500ms: must be whole seconds",
        "--duration=25h | --duration=25h: must be",
        "--timeout=2 | --timeout=2: must be whole seconds from 1s to 1h",
        "--rounds=0 | --rounds=0: must be a whole number from 1 to 200",
        "--url=nonsense | --url=nonsense: must be an http or https URL",
        "--url=localhost:8080/x | did you mean http://localhost:8080/x?",
        "--url=ftp://host/ | --url=ftp://host/: must be",
        "--url=http://a b/ | --url=http://a b/: must be",
        "--url=http://me:secret@host/ | --url=http://***@host/: must be",
        "--url= | --url=: must be",
        "--reference=flask | --reference=flask: must be a name from --targets",
        "--targets=http://localhost:1 | needs a name for each URL",
        "--json=/no/such/dir/x.json | must be a file in an existing directory",
        "--results-dir= | --results-dir=: must be a new or empty directory"
      })
  void invalidValueIsNamedWithTheRule(String flag, String message) {
    assertThatThrownBy(() -> options(Map.of(), flag))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  @Test
  void invalidVariableIsNamedAsItWasGiven() {
    assertThatThrownBy(() -> options(Map.of("WRK_RATE", "0")))
        .hasMessage("WRK_RATE=0: must be a whole number from 1 to 1,000,000");
    assertThatThrownBy(() -> options(Map.of("WRK_TARGETS", "http://localhost:1")))
        .hasMessage(
            "WRK_TARGETS=http://localhost:1: needs a name for each URL, like"
                + " mine=http://localhost:1");
  }

  @Test
  void usedDirectoryIsRefused() throws Exception {
    Files.createFile(dir.resolve("old"));

    assertThatThrownBy(() -> options(Map.of(), "--results-dir=" + dir))
        .hasMessageEndingWith("must be a new or empty directory");
  }

  @Test
  void reportIsWrittenWhereAskedFor() {
    Path file = dir.resolve("wrk.html");

    assertThat(options(Map.of()).output().html()).isNull();
    assertThat(options(Map.of(), "--html=true").output().html())
        .isEqualTo(Path.of("bench-report.html"));
    assertThat(options(Map.of(), "--out=" + file).output().html()).isEqualTo(file);
    assertThat(options(Map.of("WRK_HTML", file.toString())).output().html()).isEqualTo(file);
    assertThat(options(Map.of("WRK_HTML", "/no/such/dir/x"), "--out=" + file).output().html())
        .isEqualTo(file);
    assertThat(options(Map.of("WRK_HTML", "/no/such/dir/x"), "--html=false").output().html())
        .isNull();
  }

  @Test
  void reportThatCannotBeWrittenIsRefused() {
    assertThatThrownBy(() -> options(Map.of("WRK_HTML", "/no/such/dir/x.html")))
        .hasMessage("WRK_HTML=/no/such/dir/x.html: must be a file in an existing directory");
    assertThatThrownBy(() -> options(Map.of(), "--html=yes"))
        .hasMessage("--html=yes: must be true or false");
    assertThatThrownBy(() -> options(Map.of(), "--html=false", "--out=" + dir.resolve("x.html")))
        .hasMessage("--html=false: can't be given with --out, which implies --html");
    String same = dir.resolve("x").toString();
    assertThatThrownBy(() -> options(Map.of(), "--json=" + same, "--out=" + same))
        .hasMessage(
            "--json=%s: must be a different file from that of the HTML report".formatted(same));
  }
}
