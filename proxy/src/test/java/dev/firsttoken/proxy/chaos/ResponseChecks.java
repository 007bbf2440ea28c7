package dev.firsttoken.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** Checks what the client received for each fault. */
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

  /** Checks for a part of the response, which an error event may follow. */
  private static void checkBroken(Ticket ticket, ReceivedResponse receivedResponse) {
    assertThat(receivedResponse.response().complete()).as("%s: complete", ticket).isFalse();
    String body = latin1(receivedResponse.response().body());
    int errorEventAt = body.indexOf(ERROR_EVENT);
    if (errorEventAt >= 0) {
      assertThat(body.substring(errorEventAt)).as("%s: last event", ticket).contains(code(ticket));
    }
    assertThat(errorEventAt >= 0 || !ticket.isResetOnceRead())
        .as("%s: has an error event", ticket)
        .isTrue();
    assertThat(latin1(ticket.scriptedResponse().body()))
        .as("%s: body so far", ticket)
        .startsWith(errorEventAt < 0 ? body : body.substring(0, errorEventAt));
  }

  private static String code(Ticket ticket) {
    return "\"code\":\"" + ticket.expectedOutcome().code() + "\"";
  }

  /** Decodes one character for each byte, because a body may be truncated or not be text. */
  private static String latin1(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
