package dev.firsttoken.bench.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.trust.Warning;
import java.util.List;
import org.junit.jupiter.api.Test;

class CarriedWarningsTest {
  private static final Warning.Code CODE = Warning.Code.CPU_STOLEN;

  private final CarriedWarnings carriedWarnings = new CarriedWarnings();

  /** Adds a result whose only level is the merged level 3. */
  private void add(String message) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ObjectNode warning = result.putArray("warnings").addObject();
    warning.put("code", CODE.label()).put("message", message);
    warning.putArray("levels").add(0);
    carriedWarnings.add(new JsonFields("", result), List.of(3));
  }

  @Test
  void warningIsCarriedAsItWasWritten() {
    add("The host took 3 % of the time.");
    add("The host took 3 % of the time.");

    assertThat(carriedWarnings.warnings(List.of()))
        .containsExactly(new Warning(CODE, "The host took 3 % of the time.", List.of(3)));
  }

  @Test
  void warningThatTwoVersionsWordDifferentlyIsSaidOnce() {
    add("The host took 3 % of the time.");
    add("Steal: 3 %.");

    assertThat(carriedWarnings.warnings(List.of()))
        .containsExactly(CODE.toWarning(" in several results", List.of(3)));
  }

  @Test
  void warningThatTheMergedResultHasAnywayIsNotCarried() {
    add("The host took 3 % of the time.");

    assertThat(carriedWarnings.warnings(List.of(CODE.toWarning("", List.of(3))))).isEmpty();
  }
}
