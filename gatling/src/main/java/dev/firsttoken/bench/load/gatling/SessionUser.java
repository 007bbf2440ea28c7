package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.VirtualUser;
import io.gatling.javaapi.core.Session;
import java.util.Objects;

/** The virtual user that a Gatling session owns. */
final class SessionUser {
  private static final String ATTRIBUTE = "user";

  private SessionUser() {}

  static Session set(Session session, VirtualUser user) {
    return session.set(ATTRIBUTE, user);
  }

  static VirtualUser get(io.gatling.core.session.Session session) {
    return get(new Session(session));
  }

  static VirtualUser get(Session session) {
    return Objects.requireNonNull(session.<VirtualUser>get(ATTRIBUTE));
  }
}
