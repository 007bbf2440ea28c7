package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.Timeline;

/** Request that is to be relayed. */
record PendingRequest(ClientRequest client, ResponseWriter responseWriter, Timeline timeline) {

  /** Moves the time at which the request was complete to now: the wait is not the proxy's work. */
  PendingRequest afterWait() {
    ClientRequest resumed =
        new ClientRequest(
            client.request(), client.query(), client.headers(), client.body(), System.nanoTime());
    return new PendingRequest(resumed, responseWriter, timeline);
  }
}
