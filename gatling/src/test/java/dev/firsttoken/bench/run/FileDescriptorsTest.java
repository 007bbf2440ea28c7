package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.load.levels.LevelSequence;
import dev.firsttoken.bench.load.levels.LoadPlan;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileDescriptorsTest {
  private static final FileDescriptors LIMITED = new FileDescriptors(100, 256);

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void moreUsersThanFilesAreRefusedWithTheNumbersAndTheWayOut() {
    assertThatThrownBy(() -> LIMITED.check(300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "300 concurrent requests need 432 open files, but this process may have 256: raise the"
                + " limit (ulimit -n 432), or send at most 124 at once");
  }

  @Test
  void fewerUsersAreNoWayOutIfNoneFits() {
    assertThatThrownBy(() -> new FileDescriptors(100, 128).check(300))
        .hasMessage(
            "300 concurrent requests need 432 open files, but this process may have 128: raise the"
                + " limit (ulimit -n 432)");
  }

  @Test
  void usersThatFitAreAccepted() {
    assertThatCode(() -> LIMITED.check(124)).doesNotThrowAnyException();
    assertThatCode(() -> new FileDescriptors(100, -1).check(300)).doesNotThrowAnyException();
  }

  @Test
  void defaultLimitInFlightIsLoweredToTheFilesAndTheBenchSaysSo() {
    Options options = options(Map.of(Setting.RATE, "10", Setting.TOTAL, "300"));
    assertThat(plan(options).maxInFlight()).isEqualTo(300);

    Options fitted = fit(options);

    assertThat(plan(fitted).maxInFlight()).isEqualTo(124);
    assertThat(fitted.recordedOptions()).containsEntry("max-in-flight", "124");
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "bench: at most 124 requests are in flight, because this process may have 256 open"
                + " files; a due request beyond that waits. Raise the limit (ulimit -n 432) to send"
                + " all of them when they are due"
                + System.lineSeparator());
  }

  @Test
  void givenLimitInFlightBeyondTheFilesIsAnError() {
    Options given =
        options(Map.of(Setting.RATE, "10", Setting.TOTAL, "300", Setting.MAX_IN_FLIGHT, "200"));
    assertThatThrownBy(() -> fit(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("200 concurrent requests need 332 open files");
  }

  @Test
  void fewerRequestsThanFilesChangeNothing() {
    Options options = options(Map.of(Setting.RATE, "10", Setting.TOTAL, "100"));
    assertThat(fit(options)).isSameAs(options);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  private Options fit(Options options) {
    PrintStream out = new PrintStream(err, true, UTF_8);
    return LIMITED.fit(options, plan(options).maxInFlight(), out);
  }

  private static Options options(Map<Setting, String> flags) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(flags, Map.of()));
  }

  private static LevelSequence plan(Options options) {
    return LoadPlan.create(
        Command.SWEEP, options.loadOptions(), null, List.of(Level.DEFAULT_TARGET));
  }
}
