package dev.firsttoken.bench.load.gatling;

import io.gatling.core.action.Action;
import java.util.List;

/** Code of Gatling that runs on the event loops of its users. */
public final class GatlingCode {
  /** Folders of its packages in Gatling's archive. */
  public static final List<String> FOLDERS =
      List.of(
          "io/gatling/core/action/",
          "io/gatling/core/actor/",
          "io/gatling/core/controller/",
          "io/gatling/core/session/",
          "io/gatling/core/stats/");

  private GatlingCode() {}

  /** Returns a class from Gatling's archive. */
  public static Class<?> member() {
    return Action.class;
  }
}
