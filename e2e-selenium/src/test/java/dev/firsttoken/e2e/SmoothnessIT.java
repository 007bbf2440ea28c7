package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.smoothness.FrameRecorder;
import dev.firsttoken.e2e.smoothness.FrameStats;
import dev.firsttoken.e2e.smoothness.LongChat;
import dev.firsttoken.e2e.smoothness.MarkdownTexts;
import dev.firsttoken.e2e.smoothness.OtherPrograms;
import dev.firsttoken.e2e.smoothness.TokenStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The page under 2,000 tokens per second of Markdown. The limits are loose, as the browser shares
 * the cores with the servers; {@code src/perf/page-smoothness} measures.
 */
class SmoothnessIT {
  private static final int MAX_TASK_MILLIS = 200;
  private static final int MAX_FRAME_P95_MILLIS = 50;
  private static final int TOKENS_PER_SECOND = 2_000;

  /**
   * Streams of a test. One of them within the limits is enough: the work of the page is the same in
   * each, while a stop of the machine is in one.
   */
  private static final int STREAMS = 3;

  /** Cores that other programs may use before the frames say more of them than of the page. */
  private static final double MAX_OTHER_CORES = 0.3;

  /** All of it may lie in one task, and make it longer. */
  private static final double MAX_STOLEN_SECONDS = 0.05;

  private static final TokenStream STREAM =
      TokenStream.of(MarkdownTexts.mixed(16_000), TOKENS_PER_SECOND);

  @RegisterExtension static final Stage STAGE = Stage.relaying();

  @Test
  void fastMarkdownLeavesThePageResponsive() {
    FrameRecorder recorder = FrameRecorder.install(STAGE.browser());
    ChatPage page = STAGE.openChat();

    assertIsSmooth(stream(page, recorder));
  }

  @Test
  void chatOfTwoHundredMessagesIsAsResponsive() {
    FrameRecorder recorder = FrameRecorder.install(STAGE.browser());
    ChatPage page = STAGE.openChat();
    LongChat.fill(page, STAGE.upstream(), 200);

    assertIsSmooth(stream(page, recorder));
  }

  private static List<FrameStats> stream(ChatPage page, FrameRecorder recorder) {
    STAGE.upstream().respondBy(STREAM::sendTo);
    List<FrameStats> undisturbed = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      OtherPrograms others = new OtherPrograms();
      recorder.start();
      page.send("Go on").awaitState("complete");
      FrameStats stats = recorder.stop();
      if (others.cores() < MAX_OTHER_CORES && others.stolenSeconds() < MAX_STOLEN_SECONDS) {
        undisturbed.add(stats);
      }
    }
    assumeThat(undisturbed).as("streams while no other program took the cores").isNotEmpty();
    return undisturbed;
  }

  private static void assertIsSmooth(List<FrameStats> streams) {
    assertThat(streams)
        .anySatisfy(
            stats -> {
              assertThat(stats.frames()).hasSizeGreaterThan(30);
              assertThat(stats.longestTask())
                  .as("longest task, ms")
                  .isLessThanOrEqualTo(MAX_TASK_MILLIS);
              assertThat(stats.frameP95())
                  .as("frame p95, ms")
                  .isLessThanOrEqualTo(MAX_FRAME_P95_MILLIS);
            });
  }
}
