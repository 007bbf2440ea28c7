package dev.firsttoken.bench.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.monitor.ResidentMemory;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Output of {@code baselines up} and {@code baselines status}: a table for people, and JSON. */
final class BaselineTable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GAP = "  ";

  private BaselineTable() {}

  static void printStarted(List<RunningBaseline> started, JsonOutput output) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("baseline", "url", "pid", "started in"));
    ObjectNode json = JSON.createObjectNode();
    ArrayNode list = json.putArray("baselines");
    for (RunningBaseline running : started) {
      long millis = running.startTime().toMillis();
      rows.add(
          List.of(
              running.name(),
              running.origin().toString(),
              Long.toString(running.pid()),
              "%,d ms".formatted(millis)));
      list.addObject()
          .put("name", running.name())
          .put("url", running.origin().toString())
          .put("pid", running.pid())
          .put("start_ms", millis)
          .put("log", running.log().toString());
    }
    print(rows, json, output);
  }

  /** Prints a row for each that is up, and one for each name of which none is. */
  static void printStatus(List<String> names, List<UpRecord> up, JsonOutput output) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("baseline", "state", "url", "pid", "RSS"));
    ObjectNode json = JSON.createObjectNode();
    ArrayNode list = json.putArray("baselines");
    for (String name : names) {
      List<UpRecord> ofName = up.stream().filter(each -> each.name().equals(name)).toList();
      if (ofName.isEmpty()) {
        rows.add(List.of(name, "down", "", "", ""));
        list.addObject().put("name", name).put("state", "down");
      }
      ofName.forEach(upRecord -> addUp(upRecord, rows, list.addObject()));
    }
    print(rows, json, output);
  }

  private static void addUp(UpRecord upRecord, List<List<String>> rows, ObjectNode json) {
    long rssBytes = upRecord.server().find().map(ResidentMemory::bytes).orElse(0L);
    String pid = Long.toString(upRecord.server().pid());
    rows.add(
        List.of(
            upRecord.name(),
            "up",
            upRecord.origin().toString(),
            pid,
            "%,d MiB".formatted(rssBytes >> 20)));
    json.put("name", upRecord.name())
        .put("state", "up")
        .put("url", upRecord.origin().toString())
        .put("pid", upRecord.server().pid())
        .put("rss_bytes", rssBytes)
        .put("log", upRecord.log());
  }

  private static void print(List<List<String>> rows, ObjectNode json, JsonOutput output) {
    PrintStream report = output.standardStreams().console().report();
    format(rows).forEach(report::println);
    output.print(json.toPrettyString());
  }

  /** Aligns the columns, the last two to the right: they are numbers. */
  static List<String> format(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String padding = " ".repeat(width(rows, column) - row.get(column).length());
        line.append(column == 0 ? "" : GAP);
        line.append(column < columns - 2 ? row.get(column) + padding : padding + row.get(column));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
