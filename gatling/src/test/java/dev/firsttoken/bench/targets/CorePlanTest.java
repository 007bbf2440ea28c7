package dev.firsttoken.bench.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.InvalidOptionException;
import org.junit.jupiter.api.Test;

class CorePlanTest {
  /** Halves of a machine whose cores have one thread each. */
  private static CorePlan halves(String allowed) {
    return CorePlan.halves(allowed, Integer::toString);
  }

  @Test
  void clientAndServersHaveOneHalfEach() {
    assertThat(halves("0-1")).isEqualTo(new CorePlan("0", "1"));
    assertThat(halves("0-3,8")).isEqualTo(new CorePlan("0,1", "2,3,8"));
    assertThat(halves("2,5")).isEqualTo(new CorePlan("2", "5"));
  }

  @Test
  void threadsOfOneCoreStayOnOneSide() {
    assertThat(CorePlan.halves("0-3", thread -> thread % 2 + "," + (thread % 2 + 2)))
        .isEqualTo(new CorePlan("0,2", "1,3"));
  }

  @Test
  void threadsOfASingleCoreAreDivided() {
    assertThat(CorePlan.halves("0-1", thread -> "0-1")).isEqualTo(new CorePlan("0", "1"));
  }

  @Test
  void oneCoreCannotBeDivided() {
    assertThatThrownBy(() -> halves("3"))
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
