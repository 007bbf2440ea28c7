package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both load models, the search, and combinations that are not allowed. */
class LoadOptionsTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  private static Options parse(Map<Setting, String> values) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(values, NO_ENVIRONMENT));
  }

  @Test
  void rateWithoutConcurrencyMeansNoClosedLevels() {
    Options open = parse(Map.of(Setting.RATE, "5, 0.5"));

    assertThat(open.loadOptions().concurrency()).isEmpty();
    assertThat(open.loadOptions().openModelOptions().rates()).containsExactly(5.0, 0.5);
    assertThat(open.loadOptions().levelBounds().openDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(open.recordedOptions())
        .containsEntry("arrivals", "poisson")
        .containsEntry("seed", "1")
        .containsEntry("max-in-flight", "10000")
        .doesNotContainKey("concurrency");
  }

  @Test
  void rateAndConcurrencyGiveBothModels() {
    LoadOptions options =
        parse(Map.of(Setting.RATE, "5", Setting.CONCURRENCY, "2", Setting.TOTAL, "9"))
            .loadOptions();

    assertThat(options.concurrency()).containsExactly(2);
    assertThat(options.openModelOptions().rates()).containsExactly(5.0);
    assertThat(options.levelBounds().openDuration()).isNull();
  }

  @Test
  void searchIsBoundedByTheLargestGivenOrBy256Users() {
    Map<Setting, String> search = Map.of(Setting.FIND_MAX, "true", Setting.SLO, "error<1%");

    Options options = parse(search);
    assertThat(options.loadOptions().findMax()).isTrue();
    assertThat(options.loadOptions().concurrency()).containsExactly(256);
    assertThat(options.recordedOptions()).containsEntry("concurrency", "256");
    assertThat(parse(with(search, Setting.CONCURRENCY, "4,64")).loadOptions().concurrency())
        .containsExactly(4, 64);
    assertThat(parse(with(search, Setting.RATE, "50")).loadOptions().concurrency()).isEmpty();
    assertThatThrownBy(() -> parse(with(search, Setting.TOTAL, "255")))
        .hasMessage(
            "--total=255: must be at least 256, one request for each user that --find-max may try");
    assertThatThrownBy(() -> parse(with(with(search, Setting.RATE, "5"), Setting.CONCURRENCY, "8")))
        .hasMessage("--find-max searches one model: give --concurrency or --rate, not both");
    assertThatThrownBy(
            () ->
                Options.from(
                    Command.SWEEP,
                    RawOptions.fromProperties(Map.of("findMax", "true"), NO_ENVIRONMENT)))
        .hasMessage("-DfindMax needs --slo, the limit to search for");
  }

  private static Map<Setting, String> with(Map<Setting, String> values, Setting key, String value) {
    Map<Setting, String> extended = new EnumMap<>(values);
    extended.put(key, value);
    return extended;
  }

  @Test
  void totalOfOpenLevelsMayBeBelowTheDefaultUsers() {
    assertThat(parse(Map.of(Setting.RATE, "5", Setting.TOTAL, "3")).loadOptions().levelBounds())
        .isEqualTo(new LevelBounds(3, null, Duration.ZERO, null));
  }

  @Test
  void rampIsAtMostTheMeasuredDuration() {
    assertThatThrownBy(() -> parse(Map.of(Setting.RAMP, "11s", Setting.DURATION, "10s")))
        .hasMessage("--ramp=11s: must be at most the measured duration, 10s");
    assertThatThrownBy(() -> parse(Map.of(Setting.RAMP, "31s", Setting.RATE, "5")))
        .hasMessage("--ramp=31s: must be at most the measured duration, 30s");
    assertThat(parse(Map.of(Setting.RAMP, "31s")).loadOptions().levelBounds().ramp())
        .isEqualTo(Duration.ofSeconds(31));
  }

  @Test
  void tooManyDueTimesAreRejected() {
    assertThatThrownBy(() -> parse(Map.of(Setting.RATE, "10,100000", Setting.DURATION, "101s")))
        .hasMessage(
            "--rate=10,100000: gives a level of 10,100,000 requests, the maximum is 10,000,000;"
                + " lower --rate or --duration");
    Map<Setting, String> atLimit = Map.of(Setting.RATE, "100000", Setting.DURATION, "100s");
    assertThat(parse(atLimit).loadOptions().openModelOptions().rates()).containsExactly(100_000.0);
    assertThatThrownBy(() -> parse(with(atLimit, Setting.RAMP, "2s")))
        .hasMessageContaining("gives a level of 10,100,000 requests");
    assertThat(parse(with(atLimit, Setting.TOTAL, "10")).loadOptions().levelBounds().total())
        .isEqualTo(10);
  }
}
