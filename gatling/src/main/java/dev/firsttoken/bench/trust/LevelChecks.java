package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.LittlesLaw;
import dev.firsttoken.bench.summary.Metric;
import dev.firsttoken.bench.summary.NumberFormats;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Makes every check of one level, in display order. */
public final class LevelChecks {
  /** Some gaps of 0 are chance; from this share on they move a percentile. */
  private static final double MAX_COALESCED_SHARE = 0.05;

  /** From here on, a typical TTFT is that of a prompt that the server has seen before. */
  private static final double MAX_CACHED_SHARE = 0.5;

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

  /**
   * Makes every check.
   *
   * @param partial whether the run was interrupted
   * @param known checks of the load and of the client that earlier results made, which replace
   *     those of the summary; empty for a run
   */
  public static List<TrustCheck> evaluate(
      LevelSummary level, RunHeader header, boolean partial, Map<Kind, TrustCheck> known) {
    LevelChecks levelChecks = new LevelChecks(level, header, partial);
    levelChecks.checkResponses();
    levelChecks.checks.addAll(FailureChecks.evaluate(level, header.settings()));
    levelChecks.checkConservation();
    levelChecks.checkLittlesLaw();
    levelChecks.checkLoadAndClient(known);
    if (level.kind() == RequestKind.CHAT) {
      levelChecks.checkCoalescedReads();
    }
    if (level.kind().hasTokens()) {
      levelChecks.checkPromptCache();
      levelChecks.checks.add(TokenChecks.evaluate(level));
      levelChecks.checks.addAll(LengthChecks.evaluate(level.volume().asked(), header.settings()));
    }
    levelChecks.checkSampleCount();
    if (level.kind() == RequestKind.CHAT) {
      levelChecks.checkClock();
    }
    return List.copyOf(levelChecks.checks);
  }

  private void checkResponses() {
    int sampled = level.sampled();
    if (level.ok() > 0) {
      String requests = NumberFormats.formatCount(sampled, "request");
      pass(Kind.ANSWERED, "%d of %s succeeded.".formatted(level.ok(), requests));
    } else if (!partial && level.end() != null && level.sent(false) == 0) {
      checks.add(
          TrustCheck.fail(
              Kind.ANSWERED,
              "The level ended before a request was sent. Raise --duration.",
              TrustCheck.finding(Code.NOTHING_SENT)));
    } else if (level.failed() == 0) {
      unknown(Kind.ANSWERED, "No request has ended. Run longer.");
    } else {
      checks.add(
          TrustCheck.fail(
              Kind.ANSWERED,
              "No request of %d succeeded. See the failures.".formatted(sampled),
              TrustCheck.finding(Code.NOTHING_ANSWERED)));
    }
  }

  private void checkConservation() {
    int sent = level.sent(partial);
    String counts =
        "Sent %d: %d succeeded, %d failed, %d aborted"
            .formatted(sent, level.ok(), level.failed(), level.aborted());
    if (level.isConserved(partial)) {
      pass(Kind.CONSERVATION, counts + ".");
      return;
    }
    String planned = level.level().total() == 0 ? "" : ", of " + level.level().total() + " planned";
    String amount =
        "%d of %d measured, %d of at most %d to warm up"
            .formatted(level.sampled(), sent, level.counts().warmup(), level.level().warmup());
    checks.add(
        TrustCheck.fail(
            Kind.CONSERVATION,
            counts + planned + ". Samples are missing or duplicated: measure again.",
            TrustCheck.finding(Code.CONSERVATION_BROKEN, amount)));
  }

  private void checkLittlesLaw() {
    LittlesLaw law = level.load().littlesLaw();
    if (law == null && level.hadRests()) {
      unknown(
          Kind.LITTLE, "Users rested after failed requests. See the failures, and measure again.");
      return;
    }
    if (law == null) {
      unknown(
          Kind.LITTLE,
          "No steady-state window of at least 1 s. Send more requests, or run longer.");
      return;
    }
    String numbers =
        String.format(
            Locale.ROOT,
            "%.2f of %s in flight",
            law.inFlight(),
            NumberFormats.formatPlain(law.expected()));
    if (law.holds()) {
      pass(
          Kind.LITTLE,
          String.format(Locale.ROOT, "%s over a window of %.1f s.", numbers, law.nanos() / 1e9));
    } else {
      checks.add(
          TrustCheck.fail(
              Kind.LITTLE,
              numbers
                  + ". The client idled or lost samples. Lower the load, or measure from a faster"
                  + " machine.",
              TrustCheck.finding(Code.LITTLE_BROKEN, numbers)));
    }
  }

  /** Checks what was measured beside the samples. */
  private void checkLoadAndClient(Map<Kind, TrustCheck> known) {
    ClientCost cost = level.end() == null ? null : level.end().client();
    Stream.concat(
            LoadChecks.evaluate(level, header.settings()).stream(),
            ClientChecks.evaluate(cost).stream())
        .map(check -> known.getOrDefault(check.kind(), check))
        .forEach(checks::add);
  }

  private void checkCoalescedReads() {
    if (level.latencies().distribution(Metric.ICL).count() == 0) {
      unknown(Kind.COALESCED, "No response had two content events. Raise --max-tokens.");
      return;
    }
    double share = level.latencies().coalescedShare();
    long percent = Math.round(100 * share);
    String numbers = percent + " % of the gaps between content events lie within one read";
    if (share < MAX_COALESCED_SHARE) {
      pass(Kind.COALESCED, numbers + ".");
    } else {
      checks.add(
          TrustCheck.warn(
              Kind.COALESCED,
              numbers
                  + ". Ignore ICL percentiles below that share: "
                  + (level.mayClientHaveCoalesced()
                      ? "the client's event loops may have run too late to see them."
                      : "the server or the network sent bursts."),
              TrustCheck.finding(Code.COALESCED_READS, percent + " % of the gaps")));
    }
  }

  /** Applies only if the server says how many prompt tokens it had cached. */
  private void checkPromptCache() {
    double share = level.volume().prompts().cachedShare();
    if (Double.isNaN(share)) {
      return;
    }
    String amount = String.format(Locale.ROOT, "%.0f %% of the prompt tokens", 100 * share);
    if (share <= MAX_CACHED_SHARE) {
      pass(Kind.PROMPT_CACHE, amount + " were cached.");
    } else {
      checks.add(
          TrustCheck.warn(
              Kind.PROMPT_CACHE,
              amount + " were cached. Send --unique-prefix to measure prompts that are new.",
              TrustCheck.finding(Code.PROMPTS_CACHED, amount)));
    }
  }

  /** Single requests are shown one by one, without a percentile. */
  private void checkSampleCount() {
    int ok = level.ok();
    if (header.hasSingleRequests()) {
      return;
    }
    if (ok == 0) {
      unknown(Kind.SAMPLES, "No request succeeded. See the failures.");
    } else if (ok >= MIN_SAMPLES_P99) {
      pass(Kind.SAMPLES, "%d responses are enough for p99.".formatted(ok));
    } else if (ok >= MIN_SAMPLES_P95) {
      checks.add(
          TrustCheck.warn(
              Kind.SAMPLES,
              "%d responses: p99 is the slowest of them. Send at least %d requests."
                  .formatted(ok, MIN_SAMPLES_P99),
              TrustCheck.finding(Code.FEW_FOR_P99)));
    } else {
      checks.add(
          TrustCheck.warn(
              Kind.SAMPLES,
              "%s: p95 and p99 are the slowest of them. Send at least %d requests."
                  .formatted(NumberFormats.formatCount(ok, "response"), MIN_SAMPLES_P99),
              TrustCheck.finding(Code.FEW_FOR_P95),
              TrustCheck.finding(Code.FEW_FOR_P99)));
    }
  }

  /** Applies only if the server's timestamps were requested or arrived. */
  private void checkClock() {
    long stamped = level.latencies().stampedEvents();
    if (!level.latencies().clockShared()) {
      checks.add(
          TrustCheck.warn(
              Kind.CLOCK,
              "The server's timestamps come from another clock. Measure transit on the server's"
                  + " host.",
              TrustCheck.finding(Code.CLOCK_NOT_SHARED)));
    } else if (stamped > 0) {
      pass(Kind.CLOCK, "Timestamps come from this host's clock: %d.".formatted(stamped));
    } else if (header.settings().stamped() && level.ok() > 0) {
      checks.add(
          TrustCheck.warn(
              Kind.CLOCK,
              "Timestamps were requested but none arrived. Only a synthetic stream has them.",
              TrustCheck.finding(Code.STAMPS_ABSENT)));
    }
  }

  private void pass(Kind kind, String message) {
    checks.add(TrustCheck.pass(kind, message));
  }

  private void unknown(Kind kind, String message) {
    checks.add(TrustCheck.unknown(kind, message));
  }
}
