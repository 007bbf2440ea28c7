package dev.firsttoken.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** What a client has a right to see of what its request met. */
final class ResponseChecks {
  private static final String ERROR_EVENT = "data: {\"error\":";

  private ResponseChecks() {}

  static void check(Ticket ticket, ReceivedResponse receivedResponse) {
    ExpectedOutcome expectedOutcome = ticket.expectedOutcome();
    if (expectedOutcome.isPassedThrough()) {
      assertThat(receivedResponse.status())
          .as("%s: status", ticket)
          .isEqualTo(expectedOutcome == ExpectedOutcome.TOO_MANY ? 429 : 200);
      assertThat(latin1(receivedResponse.response().body()))
          .as("%s: body", ticket)
          .isEqualTo(latin1(ticket.scriptedResponse().body()));
      assertThat(receivedResponse.response().complete()).as("%s: complete", ticket).isTrue();
    } else if (expectedOutcome == ExpectedOutcome.CLIENT_GONE) {
      assertThat(latin1(ticket.scriptedResponse().body()))
          .as("%s: body so far", ticket)
          .startsWith(latin1(receivedResponse.response().body()));
    } else if (receivedResponse.status() == 200) {
      checkBroken(ticket, receivedResponse);
    } else {
      assertThat(receivedResponse.status())
          .as("%s: status", ticket)
          .isEqualTo(expectedOutcome.status());
      assertThat(receivedResponse.text()).as("%s: error", ticket).contains(code(ticket));
      assertThat(receivedResponse.response().complete()).as("%s: complete", ticket).isTrue();
    }
    if (ticket.fault() == Fault.TOO_MANY_REQUESTS) {
      assertThat(receivedResponse.response().header("retry-after"))
          .as("%s: retry-after", ticket)
          .isEqualTo("7");
    }
  }

  /** A part of the answer, then perhaps an event that says why there is no more. */
  private static void checkBroken(Ticket ticket, ReceivedResponse receivedResponse) {
    assertThat(receivedResponse.response().complete()).as("%s: complete", ticket).isFalse();
    String body = latin1(receivedResponse.response().body());
    int errorEventAt = body.indexOf(ERROR_EVENT);
    if (errorEventAt >= 0) {
      assertThat(body.substring(errorEventAt)).as("%s: last event", ticket).contains(code(ticket));
    }
    assertThat(errorEventAt >= 0 || !ticket.isResetOnceRead()).as("%s: says why", ticket).isTrue();
    assertThat(latin1(ticket.scriptedResponse().body()))
        .as("%s: body so far", ticket)
        .startsWith(errorEventAt < 0 ? body : body.substring(0, errorEventAt));
  }

  private static String code(Ticket ticket) {
    return "\"code\":\"" + ticket.expectedOutcome().code() + "\"";
  }

  /** A character for each byte, since a body may be cut within one, or be no text. */
  private static String latin1(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
