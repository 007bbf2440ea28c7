package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.baselines.UpRecords;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The command {@code baselines status}: lists the baselines of the checkout, and all that are up.
 */
final class BaselinesStatus {
  private BaselinesStatus() {}

  static int run(BaselineSelection selection, StandardStreams standardStreams) {
    List<UpRecord> up = UpRecords.ofUser().list();
    BaselineTable.printStatus(
        selection.withUp(up),
        up.stream().collect(Collectors.toMap(UpRecord::name, Function.identity())),
        standardStreams);
    return ExitStatus.SUCCESS;
  }
}
