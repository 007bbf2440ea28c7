package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.baselines.UpRecords;
import java.util.List;

/**
 * The command {@code baselines status}: lists the baselines of the checkout and all that are up, or
 * those of one folder.
 */
final class BaselinesStatus {
  private BaselinesStatus() {}

  static int run(BaselineSelection selection, JsonOutput output) {
    List<UpRecord> up = selection.from(UpRecords.ofUser().list());
    BaselineTable.printStatus(selection.withUp(up), up, output);
    return ExitStatus.SUCCESS;
  }
}
