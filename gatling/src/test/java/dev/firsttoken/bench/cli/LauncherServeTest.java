package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher becomes the proxy, by itself or as the command line says. */
class LauncherServeTest {
  @TempDir Path dir;
  private FakeCheckout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = FakeCheckout.in(dir);
  }

  @Test
  void serveBecomesTheProxyWithItsVariables() throws Exception {
    checkout.script(
        "jdk/bin/java",
        "printf '%s\\n' \"$$\" \"$@\" \"$PORT $FIRST_TOKEN_HOST $LLM_BASE_URL $RESULTS_DIR\"");
    Files.createDirectories(dir.resolve("my results"));

    LauncherRun run =
        checkout.run(
            Map.of("PORT", "1"),
            "sh",
            "-c",
            "echo \"$$\"; exec \"$@\"",
            "sh",
            checkout.launcher(),
            "serve",
            "--port=65535",
            "--host=::1",
            "--upstream=http://localhost:1/v1",
            "--results=my results");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words().get(1)).as("process").isEqualTo(run.words().getFirst());
    assertThat(run.words())
        .contains(
            "@" + checkout.path("proxy/target/proxy.jvmargs"),
            "-XX:AOTCache=" + checkout.path("proxy/target/proxy.aot"))
        .endsWith(
            "-jar",
            checkout.path("proxy/target/proxy.jar").toString(),
            "65535 ::1 http://localhost:1/v1 " + dir.resolve("my results"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--memory=1g",
        "--port 8080",
        "--port=65536",
        "--port=100000",
        "--port=8o80",
        "--port=",
        "--host=",
        "--results=nowhere",
        "--port=1 --port=2",
        "--prot=1",
        "word"
      })
  void flagsOfServeThatNeedACheckGoToTheCommandLine(String flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(checkout.launcher(), "serve"));
    command.addAll(List.of(flags.split(" ", -1)));

    LauncherRun run = checkout.run(Map.of("PORT", "1"), command.toArray(String[]::new));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(String.join(" ", run.words()))
        .contains("dev.firsttoken.bench.cli.Main serve " + flags)
        .doesNotContain("-jar");
  }

  @Test
  void commandThatTheCommandLinePrintsIsRunInItsPlace() throws Exception {
    checkout.script(
        "jdk/bin/java",
        "echo \"exec 'env' 'A=it'\\\\''s \\$HOME' 'sh' '-c' 'echo \\\"\\$A\\\"; exit 7'\"");

    LauncherRun run = checkout.run(Map.of(), checkout.launcher(), "serve", "--memory=1g");

    assertThat(run.out()).isEqualTo("it's $HOME\n");
    assertThat(run.status()).isEqualTo(7);
  }

  @Test
  void failureOfTheCommandLineIsThatOfServe() throws Exception {
    checkout.script("jdk/bin/java", "echo 'no such flag' >&2; exit 2");

    LauncherRun run = checkout.run(Map.of(), checkout.launcher(), "serve", "--no-such-flag");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("no such flag\n");
  }

  @Test
  void classesThatAreNewerThanTheJarAreLeftToTheCommandLine() throws Exception {
    checkout.write("check out/proxy/target/classes/Application.class", "");
    Files.setLastModifiedTime(
        checkout.path("proxy/target/classes/Application.class"), FakeCheckout.LATEST);

    assertThat(checkout.run(Map.of(), checkout.launcher(), "serve").out())
        .contains("dev.firsttoken.bench.cli.Main");
  }
}
