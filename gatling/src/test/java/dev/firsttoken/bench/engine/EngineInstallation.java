package dev.firsttoken.bench.engine;

import static dev.firsttoken.wire.testing.InstallCache.command;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.InstallCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's Python environment and its model, made once for each version of {@code
 * src/test/engine} and of Python.
 *
 * @param python the environment's Python
 * @param model file of the model
 */
record EngineInstallation(Path python, Path model) {
  static final Path SOURCES = Path.of("src", "test", "engine").toAbsolutePath();

  private static final Path REQUIREMENTS = SOURCES.resolve("requirements.txt");
  private static final InstallCache CACHE = new InstallCache("engine");
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String PYTHON_CHECK =
      "import ensurepip, sys, venv; assert sys.version_info >= (3, 11); print(sys.version)";

  /** One attempt for all classes: an installation without a network takes its time to fail. */
  private static @Nullable Attempt attempt;

  /** The environment, or why there is none. */
  private record Attempt(@Nullable Path python, String failure) {}

  /** Returns the installation; without Python or its packages, the calling test is not run. */
  static synchronized EngineInstallation require() {
    if (attempt == null) {
      attempt = tryInstall();
    }
    Path python = attempt.python();
    assumeTrue(python != null, attempt.failure());
    Path script = SOURCES.resolve("model.py");
    Path folder =
        CACHE.install(
            read(REQUIREMENTS) + read(script) + read(SOURCES.resolve("chat.jinja")),
            target -> List.of(command(python, "-I", script, target.resolve("model.gguf"))));
    return new EngineInstallation(python, folder.resolve("model.gguf"));
  }

  private static Attempt tryInstall() {
    String version;
    try {
      version = CommandRunner.run(command("python3", "-c", PYTHON_CHECK), null, TIMEOUT);
    } catch (AssertionError | UncheckedIOException e) {
      return failed("Python 3.11 or newer with venv was not found", e);
    }
    try {
      Path environment =
          CACHE.install(
              version + read(REQUIREMENTS), folder -> InstallCache.python(folder, REQUIREMENTS));
      return new Attempt(InstallCache.python(environment), "");
    } catch (AssertionError e) {
      return failed("its Python packages could not be installed", e);
    }
  }

  /** Says once why the tests are not run: Maven counts skipped tests, but prints no reason. */
  private static Attempt failed(String reason, Throwable cause) {
    String detail = String.valueOf(cause.getMessage()).strip();
    String lastLine = detail.substring(detail.lastIndexOf('\n') + 1);
    String failure = "not run against the real engine: %s (%s)".formatted(reason, lastLine);
    System.out.println("Engine tests " + failure);
    return new Attempt(null, failure);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
