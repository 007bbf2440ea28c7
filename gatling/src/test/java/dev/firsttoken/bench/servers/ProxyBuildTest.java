package dev.firsttoken.bench.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyBuildTest {
  private static final FileTime LATER = FileTime.fromMillis(4_000_000_000_000L);

  @TempDir Path home;
  private ProxyBuild build;

  @BeforeEach
  void buildBoth() throws IOException {
    write("proxy/target/classes/p/Application.class", "proxy");
    write("wire/target/classes/w/Scanner.class", "wire");
    write("proxy/target/classpath", "/m2/netty.jar\n");
    write("proxy/target/proxy.aot", "cache");
    try (ZipOutputStream jar =
        new ZipOutputStream(Files.newOutputStream(home.resolve("proxy/target/proxy.jar")))) {
      addEntry(jar, "p/Application.class", "proxy");
      addEntry(jar, "w/Scanner.class", "wire");
      addEntry(jar, "io/netty/Library.class", "library");
    }
    build = new ProxyBuild(home);
  }

  private Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private static void addEntry(ZipOutputStream jar, String name, String text) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(text.getBytes(UTF_8));
    jar.closeEntry();
  }

  @Test
  void newerClassesWithTheSameBytesLeaveTheJarAndItsCacheInUse() throws IOException {
    Files.setLastModifiedTime(write("proxy/target/classes/p/Application.class", "proxy"), LATER);

    assertThat(build.isJarCurrent()).isTrue();
    assertThat(ProxyCommand.of(build, null))
        .contains("-XX:AOTCache=" + home.resolve("proxy/target/proxy.aot"), "-jar");
  }

  @Test
  void changedClassOfEitherModuleMakesTheClassesRun() throws IOException {
    Path scanner = write("wire/target/classes/w/Scanner.class", "WIRE");

    assertThat(build.isJarCurrent()).isFalse();
    assertThat(ProxyCommand.of(build, null))
        .containsSequence(
            "-cp",
            home.resolve("proxy/target/classes")
                + ":"
                + home.resolve("wire/target/classes")
                + ":"
                + home.resolve("frontend/target/classes")
                + ":/m2/netty.jar",
            ProxyCommand.MAIN)
        .noneMatch(word -> word.startsWith("-XX:AOTCache"));
    Files.delete(scanner);
    write("proxy/target/classes/p/Added.class", "new");
    assertThat(build.isJarCurrent()).isFalse();
  }

  @Test
  void missingOrHalfWrittenJarIsNotCurrent() throws IOException {
    write("proxy/target/proxy.jar", "PK");
    assertThat(build.isJarCurrent()).isFalse();
    Files.delete(home.resolve("proxy/target/proxy.jar"));
    assertThat(build.isJarCurrent()).isFalse();
  }

  @Test
  void memoryOverridesTheFlagsOfTheFile() throws IOException {
    write("proxy/target/proxy.jvmargs", "-Xmx256m\n");

    assertThat(ProxyCommand.of(build, new ProxyMemory(1024)))
        .containsSubsequence(
            "@" + home.resolve("proxy/target/proxy.jvmargs"),
            "-Xmx512m",
            "-XX:MaxDirectMemorySize=512m",
            "-jar");
  }

  @Test
  void absentBuildIsReportedWithTheRemedy() {
    ProxyBuild nothing = new ProxyBuild(home.resolve("elsewhere"));
    assertThatThrownBy(() -> ProxyCommand.of(nothing, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the proxy is not built; run mvn -DskipTests package in ");
  }

  @Test
  void noticeSaysWhatRunsAndHowToMendIt() {
    assertThat(ProxyNotice.of(ProxyCode.JAR_WITH_AOT_CACHE, build)).isNull();
    assertThat(ProxyNotice.of(ProxyCode.CLASSES, build))
        .startsWith("the proxy runs from its compiled classes and not from proxy.jar")
        .endsWith("Run mvn -DskipTests package in %s.".formatted(home));
    assertThat(ProxyNotice.of(ProxyCode.JAR_WITHOUT_AOT_CACHE, build))
        .startsWith("the proxy runs without its AOT cache")
        .contains("Run mvn -DskipTests package in " + home);
    assertThat(ProxyNotice.of(new ProxyMemory(512)))
        .isEqualTo("the proxy has 256 MiB of heap and 256 MiB of direct memory.");
  }

  @Test
  void noticeInAnArchiveSaysHowToUnpackIt() throws IOException {
    Files.createDirectories(home.resolve("runtime"));

    assertThat(ProxyNotice.of(ProxyCode.JAR_WITHOUT_AOT_CACHE, build))
        .endsWith("Unpack the archive again with tar, which keeps the times of its files.");
  }

  @Test
  void processThatIsNoProxyHasNoCode() {
    assertThat(ProxyCode.of(ProcessHandle.current().pid())).isNull();
    assertThat(ProxyCode.of(0)).isNull();
  }
}
