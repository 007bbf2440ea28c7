package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.testing.ChatResponses;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bench that may have few open files. */
class DescriptorLimitIT {
  private static final int OPEN_FILES = 256;

  @TempDir Path dir;

  private final ScriptedServer server =
      ScriptedServer.responding(ChatResponses.goodStream().getBytes(UTF_8));

  @AfterEach
  void stopServer() {
    server.close();
  }

  private BenchProcess sweep(int users) {
    return BenchProcess.startWithOpenFiles(
        OPEN_FILES,
        dir,
        "sweep",
        "--base-url=" + server.baseUrl(),
        "--concurrency=" + users,
        "--total=" + 2 * users,
        "--warmup=0");
  }

  @Test
  void moreUsersThanFilesAreRefusedInOneSentenceAndNothingIsSent() {
    try (BenchProcess bench = sweep(300)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err())
          .startsWith("bench: 300 concurrent requests need ")
          .contains("but this process may have 256: raise the limit (ulimit -n ")
          .hasLineCount(1);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void asManyUsersAsTheSentenceOffersAreMeasured() {
    int users;
    try (BenchProcess refused = sweep(300)) {
      assertThat(refused.exitStatus()).isEqualTo(ExitStatus.USAGE);
      Matcher offer = Pattern.compile("send at most (\\d+) at once").matcher(refused.err());
      assertThat(offer.find()).isTrue();
      users = Integer.parseInt(offer.group(1));
    }
    try (BenchProcess bench = sweep(users)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().at("/levels/0/ok").asInt()).isEqualTo(2 * users);
    }
  }

  /** Nothing can be opened from then on, neither a connection nor the file of a class. */
  @Test
  void runWhoseDescriptorsAreUsedUpEndsWithWhatItMeasured() throws Exception {
    CountDownLatch measured = new CountDownLatch(20);
    try (ScriptedServer closing =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(ChatResponses.goodStream());
                  peer.fin();
                  measured.countDown();
                });
        BenchProcess bench =
            BenchProcess.sweep(dir, closing, "--concurrency=2", "--duration=6s", "--warmup=0")) {
      assertThat(measured.await(1, TimeUnit.MINUTES)).isTrue();
      bench.limitOpenFiles(1);

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.json().at("/levels/0/ok").asInt()).isGreaterThanOrEqualTo(18);
      assertThat(bench.json().at("/levels/0/failures").toString()).contains("too many open files");
    }
  }
}
