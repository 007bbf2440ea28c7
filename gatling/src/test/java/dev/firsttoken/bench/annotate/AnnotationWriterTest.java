package dev.firsttoken.bench.annotate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import dev.firsttoken.bench.options.value.AnnotationPlace.InFile;
import dev.firsttoken.bench.options.value.AnnotationPlace.InGrafana;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotationWriterTest {
  private static final RunAnnotation ANNOTATION =
      new RunAnnotation(1000, 3000, List.of("first-token-bench", "sweep"), "c=1: 16 ok\nc=2: <b>");
  private static final String BODY =
      "{\"time\":1000,\"timeEnd\":3000,\"tags\":[\"first-token-bench\",\"sweep\"],"
          + "\"text\":\"c=1: 16 ok\\nc=2: <b>\"}";

  @TempDir Path dir;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private boolean write(AnnotationPlace place, @Nullable String token) {
    return AnnotationWriter.write(ANNOTATION, place, token, new PrintStream(err, true, UTF_8));
  }

  private boolean post(ScriptedServer grafana, @Nullable String token) {
    return write(new InGrafana(URI.create(grafana.baseUrl() + "/grafana/")), token);
  }

  private static ScriptedServer responding(String statusLine, String body) {
    return ScriptedServer.responding(
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(statusLine, body.getBytes(UTF_8).length, body)
            .getBytes(UTF_8));
  }

  @Test
  void fileIsReplacedByOneLineOfJson() throws IOException {
    Path file = Files.writeString(dir.resolve("annotation.json"), "an earlier run");

    assertThat(write(new InFile(file), null)).isTrue();

    assertThat(file).content().isEqualTo(BODY + "\n");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void fileThatCanNotBeWrittenIsNamed() {
    Path file = dir.resolve("gone/annotation.json");

    assertThat(write(new InFile(file), null)).isFalse();

    assertThat(err.toString(UTF_8))
        .startsWith("bench: the annotation was not written: " + file + " can't be written: ");
  }

  @Test
  void grafanaGetsTheAnnotationWithTheToken() {
    try (ScriptedServer grafana = responding("200 OK", "{\"id\":1}")) {
      assertThat(post(grafana, "glsa_secret")).isTrue();

      Peer.Request request = grafana.requests().getLast();
      assertThat(request.headers()).startsWith("POST /grafana/api/annotations HTTP/1.1");
      assertThat(request.header("authorization")).isEqualTo("Bearer glsa_secret");
      assertThat(request.header("content-type")).isEqualTo("application/json");
      assertThat(request.text()).isEqualTo(BODY);
    }
  }

  @Test
  void missingTokenIsNamedByItsVariable() {
    try (ScriptedServer grafana =
        responding("401 Unauthorized", "{\"message\":\"Unauthorized\"}")) {
      assertThat(post(grafana, null)).isFalse();

      assertThat(grafana.requests().getLast().header("authorization")).isNull();
      assertThat(err.toString(UTF_8))
          .contains("/grafana/api/annotations responded with status 401: ")
          .contains("\"Unauthorized\"")
          .contains("; set GRAFANA_TOKEN to the token of a service account");
    }
  }

  @Test
  void responseIsQuotedInOneShortLineAndTheTokenNever() {
    String body = "\u001b[31m\u009b31m" + "x".repeat(5000) + "\n";
    try (ScriptedServer grafana = responding("500 Oops", body)) {
      assertThat(post(grafana, "glsa_secret")).isFalse();

      assertThat(err.toString(UTF_8))
          .hasLineCount(1)
          .hasSizeLessThan(500)
          .doesNotContain("\u001b", "\u009b", "glsa_secret");
    }
  }

  @Test
  void tokenThatTheResponseRepeatsIsNotQuoted() {
    String body = "x".repeat(180) + " no role for glsa_secret";
    try (ScriptedServer grafana = responding("403 Forbidden", body)) {
      assertThat(post(grafana, "glsa_secret")).isFalse();

      assertThat(err.toString(UTF_8)).contains("no role for ***").doesNotContain("glsa");
    }
  }

  @Test
  void hugeResponseIsNotRead() {
    try (ScriptedServer grafana = responding("500 Oops", "x".repeat(1 << 20))) {
      assertThat(post(grafana, null)).isFalse();
      assertThat(err.toString(UTF_8)).contains("/grafana/api/annotations did not respond: ");
    }
  }

  @Test
  void redirectIsNotFollowedWithTheToken() {
    try (ScriptedServer other = responding("200 OK", "{}");
        ScriptedServer grafana =
            responding("302 Found\r\nLocation: " + other.baseUrl() + "/api/annotations", "")) {
      assertThat(post(grafana, "glsa_secret")).isFalse();

      assertThat(other.requests()).isEmpty();
      assertThat(err.toString(UTF_8)).contains("responded with status 302");
    }
  }

  @Test
  void nobodyListeningIsSaid() {
    URI closed;
    try (ScriptedServer server = responding("200 OK", "")) {
      closed = URI.create(server.baseUrl());
    }

    assertThat(write(new InGrafana(closed), null)).isFalse();

    assertThat(err.toString(UTF_8)).contains(closed + "/api/annotations accepted no connection");
  }

  @Test
  void tokenWithALineBreakIsNotSent() {
    try (ScriptedServer grafana = responding("200 OK", "{}")) {
      assertThat(post(grafana, "glsa\r\nX-Evil: 1")).isFalse();

      assertThat(grafana.requests()).isEmpty();
      assertThat(err.toString(UTF_8)).contains("GRAFANA_TOKEN has a character that no token has");
    }
  }
}
