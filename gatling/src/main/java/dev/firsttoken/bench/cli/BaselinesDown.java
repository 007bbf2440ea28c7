package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.baselines.UpRecords;
import dev.firsttoken.bench.cli.selection.BaselineSelection;
import java.util.List;

/** The command {@code baselines down}: stops what {@code baselines up} keeps running. */
final class BaselinesDown {
  private BaselinesDown() {}

  static int run(BaselineSelection selection, StandardStreams standardStreams) {
    UpRecords records = UpRecords.ofUser();
    List<UpRecord> chosen = selection.from(records.list());
    if (chosen.isEmpty()) {
      standardStreams.printNotice(
          selection.hasFolder()
              ? "nothing to stop: no baseline of %s is up".formatted(selection.baselines().folder())
              : "nothing to stop: no baseline is up");
      return ExitStatus.SUCCESS;
    }
    boolean stopped = true;
    for (UpRecord upRecord : chosen) {
      stopped &= stop(upRecord, records, standardStreams);
    }
    for (UpRecord upRecord : chosen) {
      stopped &= awaitBench(upRecord, records, standardStreams);
    }
    return stopped ? ExitStatus.SUCCESS : ExitStatus.FAILED;
  }

  private static boolean stop(
      UpRecord upRecord, UpRecords records, StandardStreams standardStreams) {
    boolean stopped = records.stop(upRecord);
    standardStreams.printNotice(
        stopped
            ? "stopped %s (pid %d)".formatted(upRecord.name(), upRecord.server().pid())
            : "%s (pid %d) is still running, although it was killed"
                .formatted(upRecord.name(), upRecord.server().pid()));
    return stopped;
  }

  /** Waits for a bench that has no other baseline up. */
  private static boolean awaitBench(
      UpRecord upRecord, UpRecords records, StandardStreams standardStreams) {
    boolean hasOthers =
        records.list().stream().anyMatch(other -> other.bench().equals(upRecord.bench()));
    if (hasOthers || records.awaitBench(upRecord)) {
      return true;
    }
    standardStreams.printNotice(
        "the bench that started %s (pid %d) is still running"
            .formatted(upRecord.name(), upRecord.bench().pid()));
    return false;
  }
}
