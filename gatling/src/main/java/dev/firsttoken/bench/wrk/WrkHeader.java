package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.samples.Environment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * First line of the file of runs.
 *
 * @param startedAt wall clock at the start, ISO-8601 with an offset
 * @param toolVersion version that the tool prints
 * @param targets servers in order; those that can't be loaded included
 * @param reference server that the others are compared with
 * @param rounds times that each server is to be loaded
 * @param options all options by flag name, for display only
 * @param environment machine and build
 */
public record WrkHeader(
    String startedAt,
    WrkTool tool,
    String toolVersion,
    WrkLoad load,
    List<WrkTarget> targets,
    String reference,
    int rounds,
    Map<String, String> options,
    Environment environment) {

  public WrkHeader {
    targets = List.copyOf(targets);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
