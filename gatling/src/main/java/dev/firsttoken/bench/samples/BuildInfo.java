package dev.firsttoken.bench.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Version and commit of this build. */
final class BuildInfo {
  private BuildInfo() {}

  static String version() {
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("can't read build.properties on the class path", e);
    }
  }

  /**
   * Reads the commit of the checkout.
   *
   * @return the commit, or null if this code doesn't run from a checkout
   */
  static @Nullable String commit() {
    Path checkout = findCheckout();
    return checkout == null ? null : gitDescribe(checkout);
  }

  /**
   * Finds the checkout that this code was built in. A jar may lie in some other repository, but
   * that one has no {@code gatling/target}.
   */
  private static @Nullable Path findCheckout() {
    CodeSource source = BuildInfo.class.getProtectionDomain().getCodeSource();
    try {
      URL location = source == null ? null : source.getLocation();
      Path code = location == null ? null : Path.of(location.toURI());
      Path target = code == null ? null : code.getParent();
      if (target == null || !target.endsWith(Path.of("gatling", "target"))) {
        return null;
      }
      Path root = target.resolve("../..").normalize();
      return Files.exists(root.resolve(".git")) ? root : null;
    } catch (URISyntaxException | IllegalArgumentException unusual) {
      return null; // the classes were not loaded from a file
    }
  }

  private static @Nullable String gitDescribe(Path checkout) {
    ProcessBuilder git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
            .directory(checkout.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // In a git hook, these variables name another repository.
    git.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    try {
      Process process = git.start();
      process.getOutputStream().close();
      if (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return null;
      }
      byte[] commit = process.getInputStream().readAllBytes();
      return process.exitValue() == 0 ? new String(commit, StandardCharsets.UTF_8).strip() : null;
    } catch (IOException absent) {
      return null; // no git on this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
