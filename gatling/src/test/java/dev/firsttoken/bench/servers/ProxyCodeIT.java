package dev.firsttoken.bench.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that real processes of the proxy run. */
class ProxyCodeIT {
  private static final ProxyBuild BUILD = ProxyBuild.find();

  @TempDir Path home;

  private final List<Path> links = new ArrayList<>();

  /** JUnit would warn that their targets stay. */
  @AfterEach
  void deleteLinks() throws IOException {
    for (Path link : links) {
      Files.delete(link);
    }
  }

  @Test
  void jarWithItsCacheIsRecognized() throws IOException {
    assertThat(codeOf(BUILD)).isEqualTo(ProxyCode.JAR_WITH_AOT_CACHE);
  }

  @Test
  void jarWithoutACacheIsRecognized() throws IOException {
    link("proxy/target/proxy.jar");

    assertThat(codeOf(new ProxyBuild(home))).isEqualTo(ProxyCode.JAR_WITHOUT_AOT_CACHE);
  }

  @Test
  void jarWhoseCacheTheJvmRefusesIsRecognized() throws IOException {
    link("proxy/target/proxy.jar");
    Files.writeString(home.resolve("proxy/target/proxy.aot"), "of another JVM");

    assertThat(codeOf(new ProxyBuild(home))).isEqualTo(ProxyCode.JAR_WITHOUT_AOT_CACHE);
  }

  @Test
  void classesAreRecognized() throws IOException {
    link("proxy/target/classpath");

    assertThat(codeOf(new ProxyBuild(home))).isEqualTo(ProxyCode.CLASSES);
  }

  /** Makes a build of the compiled classes, the JVM flags and another file of the real one. */
  private void link(String file) throws IOException {
    for (String linked :
        List.of(
            "wire/target/classes", "proxy/target/classes", "proxy/target/proxy.jvmargs", file)) {
      Path link = home.resolve(linked);
      Files.createDirectories(link.getParent());
      links.add(Files.createSymbolicLink(link, BUILD.home().resolve(linked)));
    }
  }

  private static @Nullable ProxyCode codeOf(ProxyBuild build) throws IOException {
    ProcessBuilder builder = ProxyCommand.child(ProxyCommand.of(build, null));
    builder.redirectErrorStream(true);
    builder.environment().putAll(Map.of("PORT", "0", "LLM_MODEL", "synthetic"));
    Process process = builder.start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      assertThat(output.readLine()).startsWith("First Token on ");
      return ProxyCode.of(process.pid());
    } finally {
      ProxyProcess.stop(process, Duration.ofSeconds(10));
    }
  }
}
