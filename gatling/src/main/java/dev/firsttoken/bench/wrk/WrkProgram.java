package dev.firsttoken.bench.wrk;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Program that was found.
 *
 * @param version version that it prints, or {@code unknown}
 */
record WrkProgram(Path file, WrkTool tool, String version) {

  /** Returns the command of one run. */
  List<String> command(WrkLoad load, URI url) {
    List<String> words = new ArrayList<>();
    words.add(file.toString());
    words.add("-t" + load.threads());
    words.add("-c" + load.connections());
    words.add("-d" + load.durationSeconds() + "s");
    words.add("--timeout");
    words.add(load.timeoutSeconds() + "s");
    if (load.rate() != null) {
      words.add("-R" + load.rate());
    }
    // wrk2 prints both distributions, the corrected one and that which counts from the send.
    words.add(tool == WrkTool.WRK2 ? "--u_latency" : "--latency");
    words.add(url.toString());
    return words;
  }
}
