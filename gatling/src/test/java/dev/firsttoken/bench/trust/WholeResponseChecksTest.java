package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages about responses that are not streamed, which have no TTFT. */
class WholeResponseChecksTest {
  private static final long MS_IN_NANOS = 1_000_000;

  /** Two responses to cached prompts, each sent a second late. */
  private static Result lateResultOfCachedPrompts(RequestKind kind) {
    Level level = new Level(0, 2, Arrivals.CONSTANT, 2, 0, 0, 0).ofKind(kind);
    Summarizer summarizer = TestRun.summary("sweep", level);
    for (int i = 1; i <= 2; i++) {
      long due = i * 500L * MS_IN_NANOS;
      long send = due + 1000 * MS_IN_NANOS;
      long end = send + 10 * MS_IN_NANOS;
      TestSample sample = TestSample.at(send, end).dueAt(due).tokens(7).promptTokens(100, 100);
      summarizer.add((kind == RequestKind.CHAT ? sample : sample.plain(end, 1000)).sample());
    }
    return summarizer.result(false);
  }

  private static List<String> messages(Result result) {
    return Stream.concat(
            result.warnings().stream().map(Warning::message),
            result.levels().getFirst().checks().stream().map(TrustCheck::message))
        .toList();
  }

  @Test
  void noMessageSpeaksOfTtft() {
    Result result = lateResultOfCachedPrompts(RequestKind.WHOLE);

    assertThat(result.warnings())
        .extracting(Warning::code)
        .contains(Code.PROMPTS_CACHED, Code.SENT_LATE);
    assertThat(messages(result))
        .noneMatch(message -> message.toLowerCase(Locale.ROOT).contains("ttft"))
        .anyMatch(message -> message.contains("dur excludes that delay: read due_dur"));
  }

  @Test
  void streamsSentLateAreReadByTtftFromTheDueTime() {
    assertThat(messages(lateResultOfCachedPrompts(RequestKind.CHAT)))
        .anyMatch(message -> message.contains("TTFT excludes that delay: read due_ttft"));
  }
}
