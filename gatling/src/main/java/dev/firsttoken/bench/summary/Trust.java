package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether a level's numbers can be trusted: every check that is to be made of it, in order. */
final class Trust {
  /** Some gaps of 0 are chance; from here on they move a percentile. */
  private static final double COALESCED = 0.05;

  private static final int FEW_FOR_P95 = 20;
  private static final int FEW_FOR_P99 = 100;

  private final LevelSummary level;
  private final RunHeader header;
  private final boolean partial;
  private final List<Check> checks = new ArrayList<>();

  private Trust(LevelSummary level, RunHeader header, boolean partial) {
    this.level = level;
    this.header = header;
    this.partial = partial;
  }

  static List<Check> of(LevelSummary level, RunHeader header, boolean partial) {
    Trust trust = new Trust(level, header, partial);
    trust.answered();
    trust.conservation();
    trust.little();
    trust.besideTheSamples();
    trust.coalesced();
    trust.checks.add(TokenTrust.of(level.volume()));
    trust.samples();
    trust.clock();
    return List.copyOf(trust.checks);
  }

  private void answered() {
    int sampled = level.sampled();
    if (level.ok() > 0) {
      checks.add(
          Check.pass(
              Kind.ANSWERED,
              String.format(Locale.ROOT, "%d of %d requests were answered.", level.ok(), sampled)));
    } else if (!partial && level.end() != null && level.sent(false) == 0) {
      checks.add(
          Check.fail(
              Kind.ANSWERED,
              "The level ended before a request was due or begun. Ask for a longer --duration.",
              Check.doubt(Code.NOTHING_SENT)));
    } else if (level.failed() == 0) {
      checks.add(Check.unseen(Kind.ANSWERED, "No request had ended. Let it run longer."));
    } else {
      checks.add(
          Check.fail(
              Kind.ANSWERED,
              String.format(
                  Locale.ROOT, "None of %d requests was answered. See the failures.", sampled),
              Check.doubt(Code.NOTHING_ANSWERED)));
    }
  }

  private void conservation() {
    int sent = level.sent(partial);
    String sum =
        String.format(
            Locale.ROOT,
            "Sent %d: %d answered, %d failed, %d aborted",
            sent,
            level.ok(),
            level.failed(),
            level.aborted());
    if (level.conserved(partial)) {
      checks.add(Check.pass(Kind.CONSERVATION, sum + "."));
    } else {
      String amount =
          of(level.sampled(), sent, "measured, ")
              + of(level.warmup(), level.level().warmup(), "at most to warm up");
      checks.add(
          Check.fail(
              Kind.CONSERVATION,
              sum + ", of a plan of " + planned() + ". Samples are lost or made up: measure again.",
              Check.doubt(Code.CONSERVATION_BROKEN, amount)));
    }
  }

  private String planned() {
    return level.level().total() == 0 ? "no number" : "" + level.level().total();
  }

  private void little() {
    SteadyWindow.Little little = level.little();
    if (little == null && level.rested()) {
      checks.add(
          Check.unseen(
              Kind.LITTLE,
              "Users rested after connections that failed. Look at the failures, and ask again."));
      return;
    }
    if (little == null) {
      checks.add(
          Check.unseen(
              Kind.LITTLE,
              "There is no steady second to look at. Send more requests, or for longer."));
      return;
    }
    String numbers =
        String.format(
            Locale.ROOT,
            "%.2f of %s in flight",
            little.inFlight(),
            ResultJson.rounded(little.expected()));
    checks.add(
        little.holds()
            ? Check.pass(
                Kind.LITTLE,
                numbers
                    + String.format(Locale.ROOT, " over a window of %.1f s.", little.nanos() / 1e9))
            : Check.fail(
                Kind.LITTLE,
                numbers
                    + ". The client idled or lost samples: send less, or from a faster machine.",
                Check.doubt(Code.LITTLE_BROKEN, numbers)));
  }

  /** What was measured beside the samples: of a merged result, as its parts say. */
  private void besideTheSamples() {
    ClientCost cost = level.end() == null ? null : level.end().client();
    Stream.concat(Pace.checks(level, header).stream(), ClientTrust.of(cost).stream())
        .map(check -> level.keptChecks().getOrDefault(check.kind(), check))
        .forEach(checks::add);
  }

  private void coalesced() {
    if (level.latencies().of(Metric.ICL).count() == 0) {
      checks.add(
          Check.unseen(
              Kind.COALESCED, "No answer had two content events. Ask for longer answers."));
      return;
    }
    long percent = Math.round(100 * level.latencies().coalesced());
    String numbers = percent + " % of the gaps between content events lie within one read";
    checks.add(
        level.latencies().coalesced() < COALESCED
            ? Check.pass(Kind.COALESCED, numbers + ".")
            : Check.warn(
                Kind.COALESCED,
                numbers + ". Do not read ICL below them: the server or the network sent in bursts.",
                Check.doubt(Code.COALESCED_READS, percent + " % of the gaps")));
  }

  /** Single requests are shown each by itself, without a percentile. */
  private void samples() {
    int ok = level.ok();
    if (header.single()) {
      return;
    }
    if (ok == 0) {
      checks.add(Check.unseen(Kind.SAMPLES, "There is no answer. See the failures."));
    } else if (ok >= FEW_FOR_P99) {
      checks.add(
          Check.pass(
              Kind.SAMPLES, String.format(Locale.ROOT, "%d answers are enough for p99.", ok)));
    } else {
      List<Check.Doubt> few = new ArrayList<>();
      if (ok < FEW_FOR_P95) {
        few.add(Check.doubt(Code.FEW_FOR_P95));
      }
      few.add(Check.doubt(Code.FEW_FOR_P99));
      String which = ok < FEW_FOR_P95 ? "p95 and p99 are" : "p99 is";
      checks.add(
          Check.warn(
              Kind.SAMPLES,
              String.format(
                  Locale.ROOT,
                  "%d answers: %s the slowest of them. Send %d.",
                  ok,
                  which,
                  FEW_FOR_P99),
              few.toArray(Check.Doubt[]::new)));
    }
  }

  /** Only where the server's stamps were asked for, or came. */
  private void clock() {
    boolean asked = Boolean.TRUE.equals(header.options().get("stamp"));
    long stamped = level.latencies().stamped();
    if (!level.latencies().clockShared()) {
      checks.add(
          Check.warn(
              Kind.CLOCK,
              "The server's stamps are of another clock. Measure transit on the server's host.",
              Check.doubt(Code.CLOCK_NOT_SHARED)));
    } else if (stamped > 0) {
      checks.add(
          Check.pass(
              Kind.CLOCK,
              String.format(Locale.ROOT, "%d stamps are of this host's clock.", stamped)));
    } else if (asked && level.ok() > 0) {
      checks.add(
          Check.warn(
              Kind.CLOCK,
              "Stamps were asked for and none came. Only a synthetic stream has them.",
              Check.doubt(Code.STAMPS_ABSENT)));
    }
  }

  private static String of(int part, int whole, String what) {
    return part + " of " + whole + " " + what;
  }
}
