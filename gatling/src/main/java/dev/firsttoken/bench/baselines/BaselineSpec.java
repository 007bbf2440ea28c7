package dev.firsttoken.bench.baselines;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Contents of a {@code target.json}. Commands and variables hold placeholders.
 *
 * @param name name of its folder
 * @param port port that {@code ./bench baselines up} starts it on
 * @param modes work that it can do, at least one
 * @param needs commands that must be installed
 */
record BaselineSpec(
    String name,
    int port,
    Set<ServerMode> modes,
    List<ToolRequirement> needs,
    PrepareSpec prepare,
    StartSpec start) {

  /**
   * Steps before the first start.
   *
   * @param locks files of the folder that decide what the commands make
   */
  record PrepareSpec(List<String> locks, List<List<String>> commands) {}

  /**
   * Start of the server.
   *
   * @param health path that responds with 200 once the server can serve
   * @param timeout limit from the start to that response
   */
  record StartSpec(
      List<String> command, Map<String, String> environment, String health, Duration timeout) {}
}
