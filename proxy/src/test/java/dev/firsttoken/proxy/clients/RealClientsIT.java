package dev.firsttoken.proxy.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.clients.Seen.Tool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each library tells its user, of answers that pass through the proxy and of broken ones. */
@ParameterizedClass
@EnumSource(Client.class)
class RealClientsIT {
  private static @Nullable Session session;

  private final Client client;

  RealClientsIT(Client client) {
    this.client = client;
  }

  @BeforeParameterizedClassInvocation
  static void goThroughEveryCase(Client client) {
    session = Session.of(client);
  }

  private static Seen seen(Case asked) {
    return requireNonNull(requireNonNull(session).seen().get(asked));
  }

  private static Seen success(Case asked) {
    Seen seen = seen(asked);
    assertThat(seen.error()).isNull();
    assertThat(seen.tokens()).isEqualTo(7);
    assertThat(requests(asked)).isEqualTo(1);
    return seen;
  }

  private static Seen.Failure failure(Case asked) {
    Seen.Failure error = seen(asked).error();
    assertThat(error).isNotNull();
    return requireNonNull(error);
  }

  private static long requests(Case asked) {
    return requireNonNull(requireNonNull(session).requests().get(asked));
  }

  @Test
  void streamedTextArrivesWhole() {
    assertThat(success(Case.STREAMED).text()).isEqualTo("Hello wörld");
  }

  @Test
  void answerThatIsNotStreamedArrivesWhole() {
    assertThat(success(Case.WHOLE).text()).isEqualTo("Hello wörld");
  }

  @Test
  void argumentsOfToolCallsArrivePieceByPiece() {
    assertThat(success(Case.TOOLS).tools())
        .containsExactly(
            new Tool("weather", "{\"city\":\"Zürich\"}"),
            new Tool("weather", "{\"city\":\"Oslo\"}"));
  }

  @Test
  void reasoningArrivesApartFromTheText() {
    Seen seen = success(Case.REASONING);
    assertThat(seen.reasoning()).isEqualTo("Let me see.");
    assertThat(seen.text()).isEqualTo("42");
  }

  @Test
  void refusalIsAnErrorWithItsMessageAndIsNotTriedAgain() {
    assertThat(failure(Case.REFUSED).message()).contains("too many words");
    assertThat(requests(Case.REFUSED)).isEqualTo(1);
  }

  @Test
  void limitIsAnErrorWithItsMessageAfterTheUsualTries() {
    assertThat(failure(Case.LIMITED).message()).contains("come back later");
    assertThat(requests(Case.LIMITED)).isEqualTo(client.tries());
  }

  @ParameterizedTest
  @EnumSource(names = "CUT_.*", mode = EnumSource.Mode.MATCH_ALL)
  void streamThatBreaksIsAnErrorAndNoAnswer(Case cut) {
    assertThat(failure(cut).toString())
        .satisfiesAnyOf(
            said -> assertThat(said).startsWith(client.cutError()),
            said -> assertThat(said).startsWith(client.saidError()));
    assertThat("Hel").startsWith(seen(cut).text());
    assertThat(seen(cut).tokens()).isNull();
    assertThat(requests(cut)).isEqualTo(1);
  }
}
