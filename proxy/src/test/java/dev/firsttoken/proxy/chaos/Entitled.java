package dev.firsttoken.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** What a client has a right to see of what its request met. */
final class Entitled {
  private static final String OUR_EVENT = "data: {\"error\":";

  private Entitled() {}

  static void check(Ticket ticket, Seen seen) {
    Verdict verdict = ticket.verdict();
    if (verdict.passesWhole()) {
      assertThat(seen.status())
          .as("%s: status", ticket)
          .isEqualTo(verdict == Verdict.TOO_MANY ? 429 : 200);
      assertThat(latin1(seen.answer().body()))
          .as("%s: body", ticket)
          .isEqualTo(latin1(ticket.answer().body()));
      assertThat(seen.answer().complete()).as("%s: complete", ticket).isTrue();
    } else if (verdict == Verdict.CLIENT_GONE) {
      assertThat(latin1(ticket.answer().body()))
          .as("%s: body so far", ticket)
          .startsWith(latin1(seen.answer().body()));
    } else if (seen.status() == 200) {
      broken(ticket, seen);
    } else {
      assertThat(seen.status()).as("%s: status", ticket).isEqualTo(verdict.status());
      assertThat(seen.text()).as("%s: error", ticket).contains(code(ticket));
      assertThat(seen.answer().complete()).as("%s: complete", ticket).isTrue();
    }
    if (ticket.fault() == Fault.TOO_MANY_REQUESTS) {
      assertThat(seen.answer().header("retry-after")).as("%s: retry-after", ticket).isEqualTo("7");
    }
  }

  /** A part of the answer, then perhaps an event that says why there is no more. */
  private static void broken(Ticket ticket, Seen seen) {
    assertThat(seen.answer().complete()).as("%s: complete", ticket).isFalse();
    String body = latin1(seen.answer().body());
    int ours = body.indexOf(OUR_EVENT);
    if (ours >= 0) {
      assertThat(body.substring(ours)).as("%s: last event", ticket).contains(code(ticket));
    }
    assertThat(ours >= 0 || !ticket.breaksOnceRead()).as("%s: says why", ticket).isTrue();
    assertThat(latin1(ticket.answer().body()))
        .as("%s: body so far", ticket)
        .startsWith(ours < 0 ? body : body.substring(0, ours));
  }

  private static String code(Ticket ticket) {
    return "\"code\":\"" + ticket.verdict().code() + "\"";
  }

  /** A character for each byte, since a body may be cut within one, or be no text. */
  private static String latin1(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
