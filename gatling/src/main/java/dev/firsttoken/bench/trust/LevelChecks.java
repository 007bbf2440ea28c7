package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.SteadyWindow;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether a level's numbers can be trusted: every check that is to be made of it, in order. */
public final class LevelChecks {
  /** Some gaps of 0 are chance; from here on they move a percentile. */
  private static final double MAX_COALESCED_SHARE = 0.05;

  private static final int MIN_SAMPLES_P95 = 20;
  private static final int MIN_SAMPLES_P99 = 100;

  private final LevelSummary level;
  private final RunHeader header;
  private final boolean partial;
  private final List<TrustCheck> checks = new ArrayList<>();

  private LevelChecks(LevelSummary level, RunHeader header, boolean partial) {
    this.level = level;
    this.header = header;
    this.partial = partial;
  }

  public static List<TrustCheck> evaluate(LevelSummary level, RunHeader header, boolean partial) {
    LevelChecks levelChecks = new LevelChecks(level, header, partial);
    levelChecks.checkResponses();
    levelChecks.checkConservation();
    levelChecks.checkLittlesLaw();
    levelChecks.checkLoadAndClient();
    levelChecks.checkCoalescedReads();
    levelChecks.checks.add(TokenChecks.evaluate(level.volume()));
    levelChecks.checkSampleCount();
    levelChecks.checkClock();
    return List.copyOf(levelChecks.checks);
  }

  private void checkResponses() {
    int sampled = level.sampled();
    if (level.ok() > 0) {
      checks.add(
          TrustCheck.pass(
              Kind.ANSWERED,
              String.format(Locale.ROOT, "%d of %d requests were answered.", level.ok(), sampled)));
    } else if (!partial && level.end() != null && level.sent(false) == 0) {
      checks.add(
          TrustCheck.fail(
              Kind.ANSWERED,
              "The level ended before a request was due or begun. Ask for a longer --duration.",
              TrustCheck.finding(Code.NOTHING_SENT)));
    } else if (level.failed() == 0) {
      checks.add(TrustCheck.unknown(Kind.ANSWERED, "No request had ended. Let it run longer."));
    } else {
      checks.add(
          TrustCheck.fail(
              Kind.ANSWERED,
              String.format(
                  Locale.ROOT, "None of %d requests was answered. See the failures.", sampled),
              TrustCheck.finding(Code.NOTHING_ANSWERED)));
    }
  }

  private void checkConservation() {
    int sent = level.sent(partial);
    String sum =
        String.format(
            Locale.ROOT,
            "Sent %d: %d answered, %d failed, %d aborted",
            sent,
            level.ok(),
            level.failed(),
            level.aborted());
    if (level.isConserved(partial)) {
      checks.add(TrustCheck.pass(Kind.CONSERVATION, sum + "."));
    } else {
      String amount =
          evaluate(level.sampled(), sent, "measured, ")
              + evaluate(level.warmup(), level.level().warmup(), "at most to warm up");
      checks.add(
          TrustCheck.fail(
              Kind.CONSERVATION,
              sum
                  + ", of a plan of "
                  + plannedTotal()
                  + ". Samples are lost or made up: measure again.",
              TrustCheck.finding(Code.CONSERVATION_BROKEN, amount)));
    }
  }

  private String plannedTotal() {
    return level.level().total() == 0 ? "no number" : "" + level.level().total();
  }

  private void checkLittlesLaw() {
    SteadyWindow.LittlesLaw littlesLaw = level.littlesLaw();
    if (littlesLaw == null && level.hadIdleBackoff()) {
      checks.add(
          TrustCheck.unknown(
              Kind.LITTLE,
              "Users rested after connections that failed. Look at the failures, and ask again."));
      return;
    }
    if (littlesLaw == null) {
      checks.add(
          TrustCheck.unknown(
              Kind.LITTLE,
              "There is no steady second to look at. Send more requests, or for longer."));
      return;
    }
    String numbers =
        String.format(
            Locale.ROOT,
            "%.2f of %s in flight",
            littlesLaw.inFlight(),
            ResultJson.formatNumber(littlesLaw.expected()));
    checks.add(
        littlesLaw.holds()
            ? TrustCheck.pass(
                Kind.LITTLE,
                numbers
                    + String.format(
                        Locale.ROOT, " over a window of %.1f s.", littlesLaw.nanos() / 1e9))
            : TrustCheck.fail(
                Kind.LITTLE,
                numbers
                    + ". The client idled or lost samples: send less, or from a faster machine.",
                TrustCheck.finding(Code.LITTLE_BROKEN, numbers)));
  }

  /** What was measured beside the samples: of a merged result, as its parts say. */
  private void checkLoadAndClient() {
    ClientCost cost = level.end() == null ? null : level.end().client();
    Stream.concat(LoadChecks.evaluate(level, header).stream(), ClientChecks.evaluate(cost).stream())
        .map(trustCheck -> level.mergedChecks().getOrDefault(trustCheck.kind(), trustCheck))
        .forEach(checks::add);
  }

  private void checkCoalescedReads() {
    if (level.latencies().distribution(Metric.ICL).count() == 0) {
      checks.add(
          TrustCheck.unknown(
              Kind.COALESCED, "No answer had two content events. Ask for longer answers."));
      return;
    }
    long percent = Math.round(100 * level.latencies().coalescedShare());
    String numbers = percent + " % of the gaps between content events lie within one read";
    checks.add(
        level.latencies().coalescedShare() < MAX_COALESCED_SHARE
            ? TrustCheck.pass(Kind.COALESCED, numbers + ".")
            : TrustCheck.warn(
                Kind.COALESCED,
                numbers + ". Do not read ICL below them: the server or the network sent in bursts.",
                TrustCheck.finding(Code.COALESCED_READS, percent + " % of the gaps")));
  }

  /** Single requests are shown each by itself, without a percentile. */
  private void checkSampleCount() {
    int ok = level.ok();
    if (header.hasSingleRequests()) {
      return;
    }
    if (ok == 0) {
      checks.add(TrustCheck.unknown(Kind.SAMPLES, "There is no answer. See the failures."));
    } else if (ok >= MIN_SAMPLES_P99) {
      checks.add(
          TrustCheck.pass(
              Kind.SAMPLES, String.format(Locale.ROOT, "%d answers are enough for p99.", ok)));
    } else {
      List<TrustCheck.Finding> findings = new ArrayList<>();
      if (ok < MIN_SAMPLES_P95) {
        findings.add(TrustCheck.finding(Code.FEW_FOR_P95));
      }
      findings.add(TrustCheck.finding(Code.FEW_FOR_P99));
      String which = ok < MIN_SAMPLES_P95 ? "p95 and p99 are" : "p99 is";
      checks.add(
          TrustCheck.warn(
              Kind.SAMPLES,
              String.format(
                  Locale.ROOT,
                  "%d answers: %s the slowest of them. Send %d.",
                  ok,
                  which,
                  MIN_SAMPLES_P99),
              findings.toArray(TrustCheck.Finding[]::new)));
    }
  }

  /** Only where the server's stamps were asked for, or came. */
  private void checkClock() {
    boolean stampsRequested = Boolean.TRUE.equals(header.options().get("stamp"));
    long stamped = level.latencies().stampedEvents();
    if (!level.latencies().clockShared()) {
      checks.add(
          TrustCheck.warn(
              Kind.CLOCK,
              "The server's stamps are of another clock. Measure transit on the server's host.",
              TrustCheck.finding(Code.CLOCK_NOT_SHARED)));
    } else if (stamped > 0) {
      checks.add(
          TrustCheck.pass(
              Kind.CLOCK,
              String.format(Locale.ROOT, "%d stamps are of this host's clock.", stamped)));
    } else if (stampsRequested && level.ok() > 0) {
      checks.add(
          TrustCheck.warn(
              Kind.CLOCK,
              "Stamps were asked for and none came. Only a synthetic stream has them.",
              TrustCheck.finding(Code.STAMPS_ABSENT)));
    }
  }

  private static String evaluate(int count, int total, String what) {
    return count + " of " + total + " " + what;
  }
}
