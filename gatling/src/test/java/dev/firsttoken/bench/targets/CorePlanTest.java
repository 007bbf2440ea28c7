package dev.firsttoken.bench.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.InvalidOptionException;
import org.junit.jupiter.api.Test;

class CorePlanTest {
  @Test
  void clientAndServersHaveOneHalfEach() {
    assertThat(CorePlan.halves("0-1")).isEqualTo(new CorePlan("0", "1"));
    assertThat(CorePlan.halves("0-3,8")).isEqualTo(new CorePlan("0,1", "2,3,8"));
    assertThat(CorePlan.halves("2,5")).isEqualTo(new CorePlan("2", "5"));
  }

  @Test
  void oneCoreCannotBeDivided() {
    assertThatThrownBy(() -> CorePlan.halves("3"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--pin: needs at least two cores, but this process may use 1");
  }

  @Test
  void nothingIsPrefixedWithoutPins() {
    assertThat(CorePlan.NONE.serverPrefix()).isEmpty();
    assertThat(new CorePlan("0", "1").serverPrefix())
        .containsExactly("/usr/bin/taskset", "-c", "1");
  }
}
