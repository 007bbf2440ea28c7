package dev.firsttoken.wire;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits on the words and the package sizes of the main code of all modules. */
class SourceRulesTest {
  private static final List<Path> MAIN =
      Stream.of("wire", "proxy", "gatling", "baselines/netty")
          .map(module -> Path.of("..", module, "src", "main", "java"))
          .toList();
  private static final Pattern ANSWER = Pattern.compile("answer", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLAUSE_JAVADOC =
      Pattern.compile("/\\*\\*\\s*(\\*\\s*)?(Of|What|Where|Null|Whether)\\b");

  @Test
  void theWordIsResponseAndNotAnswer() {
    assertThat(matches(ANSWER)).as("\"answer\" in main code").isLessThanOrEqualTo(60);
  }

  @Test
  void javadocsBeginWithANounOrAVerb() {
    assertThat(matches(CLAUSE_JAVADOC))
        .as("javadocs that begin with Of, What, Where, Null or Whether")
        .isLessThanOrEqualTo(40);
  }

  @Test
  void noPackageHasMoreThanThirtyFiles() {
    Map<Path, Long> sizes = sources().stream().collect(groupingBy(Path::getParent, counting()));
    assertThat(sizes)
        .isNotEmpty()
        .allSatisfy((folder, files) -> assertThat(files).isLessThanOrEqualTo(30));
  }

  private static long matches(Pattern pattern) {
    return sources().stream()
        .mapToLong(file -> pattern.matcher(read(file)).results().count())
        .sum();
  }

  private static List<Path> sources() {
    return MAIN.stream().flatMap(SourceRulesTest::javaFiles).toList();
  }

  private static Stream<Path> javaFiles(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
